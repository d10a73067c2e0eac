import type { OperationContext, OperationRequest } from './context.js';
import { type StopJobsResponse, stopJobs } from './stop-jobs.js';

/** TerminateJobs: TerminateJob for up to 50 ids. */
export function terminateJobs(
  { body }: OperationRequest,
  { store, scheduler }: OperationContext,
): StopJobsResponse {
  return stopJobs(body, store, (job, reason) => scheduler.terminate(job, reason));
}
