import type { CreateJobQueueResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import * as queueShapes from './job-queue-shapes.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { findSchedulingPolicy } from './scheduling-policy-shapes.js';
import { reference, resourceName, resourceState, tags } from './shapes.js';

// AWS Batch service limits.
const QUEUES = 50;

const CreateJobQueueRequest = v.object({
  jobQueueName: resourceName,
  priority: queueShapes.priority,
  state: v.optional(resourceState, 'ENABLED'),
  computeEnvironmentOrder: queueShapes.computeEnvironmentOrder,
  jobQueueType: v.optional(queueShapes.jobQueueType),
  schedulingPolicyArn: v.optional(reference),
  jobStateTimeLimitActions: v.optional(queueShapes.jobStateTimeLimitActions),
  tags: v.optional(tags, {}),
});

/** CreateJobQueue, on one to three compute environments that exist, by name or ARN. There can be 50 queues. */
export function createJobQueue(
  { body }: OperationRequest,
  { store }: OperationContext,
): CreateJobQueueResponse {
  refuseUnsupported(body, ['serviceEnvironmentOrder']);
  const { jobQueueName: name, computeEnvironmentOrder, ...rest } = parseRequest(CreateJobQueueRequest, body);
  if (store.queue(name)) throw clientException(`Job queue ${name} already exists`);
  if (store.queues().length >= QUEUES) throw clientException(`There can be at most ${QUEUES} job queues`);
  const found = queueShapes.findComputeEnvironments(computeEnvironmentOrder, store);
  if (rest.schedulingPolicyArn !== undefined) findSchedulingPolicy(rest.schedulingPolicyArn, store);
  const { jobQueueType = found.jobQueueType } = rest;
  if (jobQueueType !== found.jobQueueType) {
    throw clientException(`jobQueueType must be ${found.jobQueueType}, as the compute environments are`);
  }
  store.putQueue({ name, ...rest, ...found });
  return { jobQueueName: name, jobQueueArn: arnOf('job-queue', name) };
}
