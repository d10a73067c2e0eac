import type { Stats } from 'node:fs';
import { describeMachineError } from '../machine-error.js';

/**
 * Looks at what lies at a path that a renderer has given, which may be any text.
 *
 * @param look - `stat`, or `lstat` for links themselves.
 * @param refuse - Throws the failure of the renderer, given what is wrong with its path, such as `is not there`.
 * @throws What `refuse` does; what the machine refuses.
 */
export async function lookAt(
  path: string,
  look: (path: string) => Promise<Stats>,
  refuse: (problem: string, cause: unknown) => never,
): Promise<Stats> {
  try {
    return await look(path);
  } catch (error) {
    if (describeMachineError(error) !== undefined) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const isAbsent = code === 'ENOENT' || code === 'ENOTDIR';
    return refuse(isAbsent ? 'is not there' : `cannot be read: ${message}`, error);
  }
}

/** What something is that is no regular file. */
export function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isSymbolicLink()) return 'a link';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}
