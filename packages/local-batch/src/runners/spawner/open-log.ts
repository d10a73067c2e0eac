import { mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TaskEnding } from '../runner.js';

const madeFolders = new Set<string>();

/**
 * Opens a log file to write on, and makes its folder.
 *
 * @returns The file's descriptor, or why there is none.
 */
export function openLog(logFile: string): number | TaskEnding {
  const folder = dirname(logFile);
  try {
    if (!madeFolders.has(folder)) mkdirSync(folder, { recursive: true });
    madeFolders.add(folder);
    return openSync(logFile, 'a');
  } catch (error) {
    // Somebody may have removed it.
    madeFolders.delete(folder);
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
    return { reason: `CannotStartContainerError: failed to open the log file ${logFile}: ${code}` };
  }
}
