import { addToSummary, emptySummary } from './array-parent.js';
import type { ArrayJob, JobProgress, JobRecord, JobRequest, SubmittedJob } from './job-record.js';
import { newJob } from './new-job.js';

/** A submitted job as a journal holds it. */
export interface SavedJob {
  readonly request: JobRequest;
  readonly arraySize?: number | undefined;
}

/** What changes of a job as a journal holds it: undefined members are left out. */
export function progressOf(job: JobRecord): JobProgress {
  const { state, statusReason, runnableAt, startedAt, stoppedAt, attempts, logStreamName, stop } = job;
  return { state, statusReason, runnableAt, startedAt, stoppedAt, attempts, logStreamName, stop };
}

/**
 * Makes a job's records as they were.
 *
 * @param progress - By job id; a job without has not moved since it was submitted.
 */
export function restoreJob(saved: SavedJob, progress: ReadonlyMap<string, JobProgress>): SubmittedJob {
  const job = newJob(saved.request, saved.arraySize);
  const { jobId } = saved.request;
  Object.assign(job, progress.get(jobId));
  if (job.kind === 'array') restoreChildren(job, jobId, progress);
  return job;
}

function restoreChildren(job: ArrayJob, jobId: string, progress: ReadonlyMap<string, JobProgress>): void {
  let summary = emptySummary();
  for (const child of job.children) {
    Object.assign(child, progress.get(`${jobId}:${child.index}`));
    summary = addToSummary(summary, child.state);
  }
  job.summary = summary;
  job.summaryUpdatedAt = Math.max(job.summaryUpdatedAt, ...job.children.map(latestTime));
}

function latestTime({ runnableAt = 0, startedAt = 0, stoppedAt = 0 }: JobProgress): number {
  return Math.max(runnableAt, startedAt, stoppedAt);
}
