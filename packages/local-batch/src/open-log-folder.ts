import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { LocalBatchError } from './errors.js';
import { invalidOption } from './invalid-option.js';

/**
 * Makes the folder for jobs' output, or a fresh temporary one, and returns its absolute path.
 *
 * @throws {@link LocalBatchError} `INVALID_OPTION` if no folder can be made there.
 */
export function openLogFolder(logFolder: string | undefined): string {
  if (logFolder === undefined) return mkdtempSync(join(tmpdir(), 'local-batch-'));
  const path = resolve(logFolder);
  makeFolder(path);
  return path;
}

/** One by one: mkdir's `recursive` never ends where the system refuses to make any folder, as in /proc (Node 20.20). */
function makeFolder(path: string): void {
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

function unusable(path: string, code: string): LocalBatchError {
  return invalidOption('logFolder', `the folder ${path} cannot be made (${code}); use another one`);
}
