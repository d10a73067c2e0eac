import type { GetJobQueueSnapshotResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { jobIdOf } from '../engine/job-record.js';
import type { OperationContext, OperationRequest } from './context.js';
import { findJobQueue } from './job-queue-shapes.js';
import { parseRequest } from './parse-request.js';
import { reference } from './shapes.js';

// API reference, FrontOfQueueDetail.
const JOBS = 100;

const GetJobQueueSnapshotRequest = v.object({ jobQueue: reference });

/**
 * GetJobQueueSnapshot: the first 100 RUNNABLE jobs of a queue, the next to start first. `earliestTimeAtPosition` is when a
 * job became RUNNABLE, because it was not nearer to the front before. How much of the queue is in use is not told.
 */
export function getJobQueueSnapshot(
  { body }: OperationRequest,
  { store, scheduler, now }: OperationContext,
): GetJobQueueSnapshotResponse {
  const { jobQueue } = parseRequest(GetJobQueueSnapshotRequest, body);
  const { name } = findJobQueue(jobQueue, store);
  const jobs = scheduler.waiting(name, JOBS).map((job) => ({
    jobArn: arnOf('job', jobIdOf(job)),
    earliestTimeAtPosition: job.runnableAt,
  }));
  return { frontOfQueue: { jobs, lastUpdatedAt: now() } };
}
