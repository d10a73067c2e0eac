import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Runs commands of a document in the repository, and gives what they print. */
export async function runShell(script: string): Promise<string> {
  const env = { ...process.env, AWS_DEFAULT_OUTPUT: 'json' };
  const { stdout } = await promisify(execFile)('sh', ['-euc', script], { cwd: root, env, timeout: 50_000 });
  return stdout;
}
