import { mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TaskEnding } from '../runner.js';

/**
 * Opens a log file to write on, and makes its folder.
 *
 * @returns The file's descriptor, or why there is none.
 */
export function openLog(logFile: string): number | TaskEnding {
  try {
    const log = tryToOpen(logFile);
    if (log !== undefined) return log;
    mkdirSync(dirname(logFile), { recursive: true });
    return openSync(logFile, 'a');
  } catch (error) {
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
    return { reason: `CannotStartContainerError: failed to open the log file ${logFile}: ${code}` };
  }
}

/** Undefined where its folder is not there, or was removed. */
function tryToOpen(logFile: string): number | undefined {
  try {
    return openSync(logFile, 'a');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
