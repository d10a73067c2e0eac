import type { FoundJob } from './find-jobs.js';

/** What of a generation already stands. */
export interface StandingJobs {
  /** The render job of each number, where there is one. */
  readonly renderJobs: readonly (FoundJob | undefined)[];
  readonly compileJob: FoundJob | undefined;
  /** Jobs that stand beside these by mistake and are still going on, compile jobs first. */
  readonly duplicates: readonly FoundJob[];
}

/**
 * Decides which of a generation's jobs count. Pure, and every observer of the same jobs decides alike: the complete set
 * with the oldest compile job wins; where no set is complete, the oldest job of each name.
 *
 * @param renderJobCount - How many render jobs the generation should have.
 */
export function standingJobs(jobs: readonly FoundJob[], renderJobCount: number): StandingJobs {
  const oldestFirst = [...jobs].sort(byAge);
  const winner = oldestFirst.find((job) => job.step === 'compile' && isComplete(job, jobs, renderJobCount));
  const waitedFor = winner && new Set(winner.detail.dependsOn?.map(({ jobId }) => jobId));
  const renderJobs = Array.from({ length: renderJobCount }, (_, number) =>
    oldestFirst.find(
      ({ step, job, jobId }) => step === 'render' && job === number && (waitedFor?.has(jobId) ?? true),
    ),
  );
  // A compile job that waits for other jobs than these would never see its frames whole.
  const compileJob = winner;
  const kept = new Set([...renderJobs, compileJob]);
  const duplicates = oldestFirst
    .filter((job) => !kept.has(job) && isGoingOn(job))
    .sort((a, b) => Number(b.step === 'compile') - Number(a.step === 'compile'));
  return { renderJobs, compileJob, duplicates };
}

/** Whether a compile job waits for one render job of every number. */
function isComplete(compile: FoundJob, jobs: readonly FoundJob[], renderJobCount: number): boolean {
  const ids = new Set(compile.detail.dependsOn?.map(({ jobId }) => jobId));
  const waitedFor = jobs.filter(({ step, jobId }) => step === 'render' && ids.has(jobId));
  const numbers = new Set(waitedFor.map(({ job }) => job));
  // AWS Batch forgets render jobs that ended a week ago before it forgets the compile job.
  return numbers.size + (ids.size - waitedFor.length) === renderJobCount;
}

function byAge(a: FoundJob, b: FoundJob): number {
  const age = (a.detail.createdAt ?? 0) - (b.detail.createdAt ?? 0);
  return age === 0 ? (a.jobId < b.jobId ? -1 : 1) : age;
}

/** Whether a job has not ended. */
export function isGoingOn({ detail }: FoundJob): boolean {
  return detail.status !== 'SUCCEEDED' && detail.status !== 'FAILED';
}
