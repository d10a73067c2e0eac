import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExitCode, WorkerError } from '@render/worker';

/** Makes a folder and those above it, one by one: mkdir's `recursive` never ends where none can be made, as in /proc. */
export function makeFolder(path: string): void {
  if (tryToMake(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  if (!tryToMake(path)) throw unusable(path, 'ENOENT');
}

function tryToMake(path: string): boolean {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code !== 'EEXIST') throw unusable(path, code);
  }
  return true;
}

function unusable(path: string, code: string): WorkerError {
  return new WorkerError(
    ExitCode.wrongSettings,
    `OUTPUT_URI: the folder ${path} cannot be made (${code}); use another one`,
  );
}
