import type { OperationContext, OperationRequest } from './context.js';
import { parseStopRequest } from './stop-request.js';

/** TerminateJob: ends a job whatever it is doing. Without effect, and no error, on an ended job or an unknown id. */
export function terminateJob({ body }: OperationRequest, { store, scheduler }: OperationContext): object {
  const { jobId, reason } = parseStopRequest(body);
  const job = store.jobs.find(jobId);
  if (job) scheduler.terminate(job, reason);
  return {};
}
