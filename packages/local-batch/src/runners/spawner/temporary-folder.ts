import { mkdtempSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskEnding } from '../runner.js';

/**
 * Makes a folder for the temporary files of one process: what a job that is killed leaves there would stay for ever, where
 * a container takes its own along.
 *
 * @returns Its path, or why there is none.
 */
export function makeTemporaryFolder(place: string): string | TaskEnding {
  try {
    return mkdtempSync(join(place, 'local-batch-job-'));
  } catch (error) {
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
    return {
      reason: `CannotStartContainerError: failed to make a folder for temporary files in ${place}: ${code}`,
    };
  }
}

/** Removes it with all that is in it. */
export async function removeTemporaryFolder(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch {
    // It is not empty. What may not be removed stays, which is no failure of the job.
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
