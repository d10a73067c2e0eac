import type { OperationContext, OperationRequest } from './context.js';
import { type StopJobsResponse, stopJobs } from './stop-jobs.js';

/** CancelJobs: CancelJob for up to 50 ids. */
export function cancelJobs(
  { body }: OperationRequest,
  { store, scheduler }: OperationContext,
): StopJobsResponse {
  return stopJobs(body, store, (job, reason) => scheduler.cancel(job, reason));
}
