import * as v from 'valibot';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { findJobQueue } from './job-queue-shapes.js';
import { parseRequest } from './parse-request.js';
import { reference } from './shapes.js';

const DeleteJobQueueRequest = v.object({ jobQueue: reference });

/**
 * DeleteJobQueue: removes a queue that is DISABLED, at once, and terminates its jobs. They stay describable; those that
 * run end within the stop grace.
 */
export function deleteJobQueue({ body }: OperationRequest, { store, scheduler }: OperationContext): object {
  const { jobQueue } = parseRequest(DeleteJobQueueRequest, body);
  const { name, state } = findJobQueue(jobQueue, store);
  if (state !== 'DISABLED') {
    throw clientException(`Job queue ${name} is ${state}: it must be DISABLED before it is deleted`);
  }
  for (const [, job] of store.jobs.ofQueue(name)) scheduler.terminate(job, 'JobQueue deleted');
  store.removeQueue(name);
  scheduler.queueRemoved(name);
  return {};
}
