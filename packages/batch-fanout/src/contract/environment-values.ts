import { FanoutError } from '../errors.js';
import { quote } from '../quote.js';

/** Variables as a process sees them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reports a variable in one line: what was given, what is allowed. */
export function rejectVariable(
  environment: Environment,
  name: string,
  allowed: string,
  cause?: unknown,
): never {
  const value = environment[name];
  const given = value === undefined ? `${name} is not set, but must be` : `${name}=${quote(value)} is not`;
  throw new FanoutError('INVALID_ENVIRONMENT', `${given} ${allowed}`, { cause });
}

/** Reads a whole number; neither "3.0" nor " 3" nor "03" nor "" is one, and unset is `undefined`. */
export function readInteger(
  environment: Environment,
  name: string,
  { minimum, maximum = Number.MAX_SAFE_INTEGER }: { readonly minimum: number; readonly maximum?: number },
): number | undefined {
  const text = environment[name];
  if (text === undefined) return undefined;
  const value = /^-?(0|[1-9][0-9]*)$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
    rejectVariable(environment, name, `a whole number from ${minimum} to ${maximum}`);
  }
  return value;
}

/** Reads one of a closed set of words; unset is `undefined`. */
export function readChoice<T extends string>(
  environment: Environment,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = environment[name];
  if (text === undefined) return undefined;
  return (
    choices.find((choice) => choice === text) ??
    rejectVariable(environment, name, `one of ${choices.join(', ')}`)
  );
}
