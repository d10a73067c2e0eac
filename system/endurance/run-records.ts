import { readFileSync } from 'node:fs';

/** The variable that has the folder of these records. */
export const RECORDS_FOLDER = 'RUN_RECORDS';

/**
 * A shell's script that writes down each run of its job, and whether a process of another run of it is still there: all
 * processes of a run keep the lock.
 */
export function recorded(script: string): string {
  const open = `exec 9>>"$${RECORDS_FOLDER}/$AWS_BATCH_JOB_ID"`;
  return `${open}; flock -n 9 || echo overlapping >&9; echo "$AWS_BATCH_JOB_ATTEMPT" >&9; ${script}`;
}

/** What the runs of a job have written: the attempts' numbers. */
export function readRuns(folder: string, jobId: string): readonly string[] {
  try {
    return readFileSync(`${folder}/${jobId}`, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
