import type { JobDetail } from '@aws-sdk/client-batch';
import type { Submitted } from './submitter.js';

/**
 * What is wrong with the runs that a job or child has had, held against what is told of it.
 *
 * @param runs - What they have written.
 */
export function wrongRuns(
  { work }: Submitted,
  ended: JobDetail,
  runs: readonly string[],
): string | undefined {
  const { attempts = [] } = ended;
  const told = attempts.map((_, index) => String(index + 1));
  if (runs.includes('overlapping')) return `processes of two runs overlapped: ${runs}`;
  if (new Set(runs).size < runs.length) return `an attempt has run twice: ${runs}`;
  if (runs.some((run) => !told.includes(run))) return `attempts ${runs} have run`;
  // One that was killed may have had no time to write.
  const missing = attempts.findIndex(
    ({ container, statusReason }, index) =>
      container?.exitCode === work.ends(index + 1).exitCode &&
      statusReason?.startsWith('Essential') &&
      !runs.includes(String(index + 1)),
  );
  return missing < 0 ? undefined : `attempt ${missing + 1} has not run, only ${runs}`;
}
