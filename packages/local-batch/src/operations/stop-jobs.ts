import * as v from 'valibot';
import type { JobRecord } from '../engine/job-record.js';
import type { Store } from '../engine/store.js';
import { parseRequest } from './parse-request.js';
import { reason } from './stop-request.js';

// API reference, CancelJobs and TerminateJobs.
const JOBS = 50;

const StopJobsRequest = v.object({ jobs: v.pipe(v.array(v.string()), v.maxLength(JOBS)), reason });

/** What CancelJobs and TerminateJobs both answer, as the service model has it. */
export interface StopJobsResponse {
  readonly successful: string[];
  readonly errors: { readonly job: string; readonly code: string; readonly message: string }[];
}

/**
 * Stops up to 50 jobs one by one. What one job cannot be stopped for is an entry in `errors`; an id that is unknown counts
 * as stopped, and only one that no job can have is an error.
 */
export function stopJobs(
  body: unknown,
  store: Store,
  stop: (job: JobRecord, reason: string) => void,
): StopJobsResponse {
  const request = parseRequest(StopJobsRequest, body);
  const answer: StopJobsResponse = { successful: [], errors: [] };
  for (const jobId of request.jobs) {
    if (!/^[A-Za-z0-9:#_-]+$/.test(jobId)) {
      const message = `${JSON.stringify(jobId)} is not a job id`;
      answer.errors.push({ job: jobId, code: 'ValidationException', message });
      continue;
    }
    const job = store.jobs.find(jobId);
    if (job) stop(job, request.reason);
    answer.successful.push(jobId);
  }
  return answer;
}
