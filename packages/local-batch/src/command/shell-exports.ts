import { quote } from 'shlex';
import { OVERRIDING_VARIABLES } from './overriding-variables.js';

/** Lines for a POSIX shell that set these variables, and unset those that SDKs would prefer. */
export function shellExports(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}`);
  return [...lines, `unset ${OVERRIDING_VARIABLES.join(' ')}`].join('\n');
}
