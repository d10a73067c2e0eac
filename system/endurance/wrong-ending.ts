import type { AttemptDetail, JobDetail } from '@aws-sdk/client-batch';
import { isRetried } from './is-retried.js';
import type { Ending } from './random-work.js';
import type { Submitted } from './submitter.js';

/** Endings that are not the work's own: faults on demand, and the restart of a server. */
const LOSSES = [
  /^Host EC2 \(instance i-([0-9a-f]{17}|local)\) terminated\.$/,
  /^Your Spot Task was interrupted\.$/,
];
const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';

/** What is wrong with how a job or child has ended, by its work, its retry rules, and what was done to it. */
export function wrongEnding(job: Submitted, ended: JobDetail, parent?: JobDetail): string | undefined {
  const { jobId = '', status, attempts = [], isCancelled = false, isTerminated = false } = ended;
  const isStopped = isCancelled || isTerminated;
  const last = attempts.at(-1);
  if (isStopped && !job.stops.has(jobId) && !job.stops.has(job.jobId)) return 'nobody has stopped it';
  for (const [index, attempt] of attempts.entries()) {
    const isLast = attempt === last;
    const isExpected =
      isOwn(attempt, job.work.ends(index + 1)) || isLoss(attempt) || (isLast && isTerminated);
    if (!isExpected) return `its work does not end as attempt ${index + 1} has`;
    if (!isLast && !isRetried(job.work.retryStrategy, attempt, index + 1)) {
      return `attempt ${index + 1} is followed by another`;
    }
  }
  if (isStopped) {
    const reason = `${isTerminated ? 'terminated' : 'cancelled'} at random`;
    return status === 'FAILED' && ended.statusReason === reason ? undefined : 'it was stopped';
  }
  if (last === undefined) {
    const isDependent = job.hasDependencies && ended.statusReason === 'Dependent Job failed';
    return status === 'FAILED' && isDependent ? undefined : 'it has not run';
  }
  const hasSucceeded = last.container?.exitCode === 0;
  if (status !== (hasSucceeded ? 'SUCCEEDED' : 'FAILED')) return 'that is not how its last attempt has ended';
  const isParentStopped = parent?.isCancelled || parent?.isTerminated;
  const isLeft =
    !hasSucceeded && !isParentStopped && isRetried(job.work.retryStrategy, last, attempts.length);
  return isLeft ? 'it may be tried again' : undefined;
}

function isOwn({ statusReason, container }: AttemptDetail, own: Ending): boolean {
  return (
    statusReason === own.statusReason && (own.exitCode === undefined || container?.exitCode === own.exitCode)
  );
}

function isLoss({ statusReason = '', container }: AttemptDetail): boolean {
  if (container?.reason === OUT_OF_MEMORY) return container.exitCode === 137;
  return LOSSES.some((loss) => loss.test(statusReason));
}
