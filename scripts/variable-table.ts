import { StartVariables, WorkerVariables } from '../packages/worker/src/settings/variables.js';
import { contractVariables, ownVariables } from './variable-guide.js';

/** The parts of a schema that a reader wants to know. */
interface Schema {
  readonly default?: unknown;
  readonly wrapped?: Schema;
  readonly options?: readonly string[];
  readonly pipe?: readonly Schema[];
  readonly message?: unknown;
}

/** The tables of docs/worker.md: types and defaults from the schema, meanings from the guide. */
export function variableTable(): string {
  const contract = Object.entries(contractVariables).map(([name, { meaning, type, normal, example }]) =>
    row(name, meaning, type, normal, example),
  );
  const entries = { ...WorkerVariables.entries, ...StartVariables.entries } as Record<string, Schema>;
  const own = Object.entries(ownVariables).map(([name, { meaning, example }]) => {
    const schema = entries[name] as Schema;
    return row(name, meaning, typeOf(schema.wrapped ?? schema), normalOf(schema), example);
  });
  const head = ['| variable | meaning | type | default | example |', '| --- | --- | --- | --- | --- |'];
  return [...head, ...contract, ...own].join('\n');
}

function row(name: string, meaning: string, type: string, normal: string, example: string): string {
  return `| \`${name}\` | ${meaning} | ${type} | ${normal} | \`${example}\` |`;
}

function normalOf({ default: normal }: Schema): string {
  return typeof normal === 'string' ? `\`${normal}\`` : '';
}

function typeOf({ options, pipe = [], message }: Schema): string {
  if (options !== undefined) return options.map((option) => `\`${option}\``).join(', ');
  const nested = pipe.find((part) => part.options !== undefined);
  if (nested !== undefined) return typeOf(nested);
  const told = [message, ...pipe.map((part) => part.message)].find((text) => typeof text === 'string');
  return String(told ?? 'text')
    .replace('from -9007199254740991 to 9007199254740991', '')
    .trim();
}
