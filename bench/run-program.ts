import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 300_000;
const LARGEST_OUTPUT = 2 ** 26;

/** Runs a program to its end with just these variables. */
export async function runProgram(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', ...variables };
  await promisify(execFile)(command, args, { env, timeout: TIMEOUT_MS, maxBuffer: LARGEST_OUTPUT });
}
