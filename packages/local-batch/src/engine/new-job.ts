import { newSummary } from './array-parent.js';
import type { Attempt, ChildJob, JobRequest, SubmittedJob } from './job-record.js';

const NO_ATTEMPTS: readonly Attempt[] = [];

/** Makes the records of a submitted job, all of them SUBMITTED; `arraySize` makes it an array. */
export function newJob(request: JobRequest, arraySize?: number): SubmittedJob {
  if (arraySize === undefined) return { kind: 'single', request, ...newProgress() };
  const children: ChildJob[] = [];
  const parent: SubmittedJob = {
    kind: 'array',
    request,
    children,
    summary: newSummary(arraySize),
    summaryUpdatedAt: request.createdAt,
    ...newProgress(),
  };
  for (let index = 0; index < arraySize; index++) {
    children.push({ kind: 'child', parent, index, ...newProgress() });
  }
  return parent;
}

function newProgress() {
  return {
    state: 'SUBMITTED',
    statusReason: undefined,
    runnableAt: undefined,
    startedAt: undefined,
    stoppedAt: undefined,
    attempts: NO_ATTEMPTS,
    logStreamName: undefined,
    stop: undefined,
  } as const;
}
