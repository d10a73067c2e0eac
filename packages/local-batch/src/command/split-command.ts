import { split } from 'shlex';
import * as v from 'valibot';
import { LocalBatchError } from '../errors.js';

const Words = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

/**
 * Splits a command into its words: by spaces and quotes as a POSIX shell does, but nothing is expanded and nothing run;
 * or by JSON where it begins with `[`.
 *
 * @param option - What the command was given to, for the message.
 * @throws {@link LocalBatchError} `INVALID_OPTION` if a quote stays open, or if it is no JSON array of strings.
 */
export function splitCommand(option: string, command: string): readonly string[] {
  if (command.trimStart().startsWith('[')) {
    const result = v.safeParse(Words, command);
    if (result.success) return result.output;
    throw invalid(option, command, 'begins like a JSON array, but is not one of strings');
  }
  try {
    return split(command);
  } catch (error) {
    throw invalid(option, command, 'has a quote or backslash that nothing closes', error);
  }
}

function invalid(option: string, command: string, what: string, cause?: unknown): LocalBatchError {
  return new LocalBatchError('INVALID_OPTION', `${option}: ${JSON.stringify(command)} ${what}`, { cause });
}
