import type { OperationContext, OperationRequest } from './context.js';
import { parseStopRequest } from './stop-request.js';

/** CancelJob: ends a job that has not been placed. Without effect, and no error, on any other job or an unknown id. */
export function cancelJob({ body }: OperationRequest, { store, scheduler }: OperationContext): object {
  const { jobId, reason } = parseStopRequest(body);
  const job = store.jobs.find(jobId);
  if (job) scheduler.cancel(job, reason);
  return {};
}
