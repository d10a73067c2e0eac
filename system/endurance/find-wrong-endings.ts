import type { JobDetail } from '@aws-sdk/client-batch';
import type { JobWatch } from './job-watch.js';
import type { Submitted } from './submitter.js';

/** What is wrong with the jobs of a drained queue, one line for each fault. */
export function findWrongEndings(submitted: readonly Submitted[], watch: JobWatch): readonly string[] {
  const known = new Set(submitted.flatMap((job) => [job.jobId, ...childrenOf(job)]));
  const strangers = watch.ids().filter((jobId) => !known.has(jobId));
  return [
    ...strangers.map((jobId) => `nobody has submitted ${jobId}`),
    ...submitted.flatMap((job) => [...wrongEndings(job, watch), ...wrongSummary(job, watch)]),
  ];
}

/** The ids of an array's children. */
function childrenOf({ jobId, size = 0 }: Submitted): string[] {
  return Array.from({ length: size }, (_, index) => `${jobId}:${index}`);
}

function wrongEndings(job: Submitted, watch: JobWatch): string[] {
  const ids = job.size === undefined ? [job.jobId] : childrenOf(job);
  const { ends, attempts = 0, retryStrategy } = job.work;
  const mostAttempts = retryStrategy?.attempts ?? 1;
  return ids.flatMap((jobId) => {
    const ended = watch.latest(jobId);
    if (ended === undefined || !watch.hasEnded(jobId)) return [`${jobId} was left ${ended?.status}`];
    const runs = ended.attempts?.length ?? 0;
    const told = `${jobId} (${job.work.name}) is ${ended.status} after ${runs} runs: ${ended.statusReason}`;
    if (runs > mostAttempts) return [`${told}; it may have ${mostAttempts}`];
    if (ended.status === 'SUCCEEDED' && ends === 'FAILED') return [`${told}; it cannot succeed`];
    if (job.isDisturbed) return [];
    return ended.status === ends && runs === attempts ? [] : [`${told}; not ${ends} after ${attempts}`];
  });
}

function wrongSummary(job: Submitted, watch: JobWatch): string[] {
  if (job.size === undefined) return [];
  const parent = watch.latest(job.jobId);
  const children = childrenOf(job).map((jobId) => watch.latest(jobId)?.status);
  const count = (status: JobDetail['status']) => children.filter((child) => child === status).length;
  const summary = parent?.arrayProperties?.statusSummary ?? {};
  const isRight =
    parent?.status === (count('FAILED') > 0 ? 'FAILED' : 'SUCCEEDED') &&
    Object.entries(summary).every(([status, told]) => told === count(status as JobDetail['status'])) &&
    summary.SUCCEEDED === count('SUCCEEDED') &&
    summary.FAILED === count('FAILED');
  return isRight
    ? []
    : [`${job.jobId} is ${parent?.status} and counts ${JSON.stringify(summary)} of ${children.join()}`];
}
