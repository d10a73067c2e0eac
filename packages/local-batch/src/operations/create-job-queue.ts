import type { CreateJobQueueResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { reference, resourceName, resourceState, tags } from './shapes.js';

// A queue has at most three compute environments: AWS Batch service limits.
const CreateJobQueueRequest = v.object({
  jobQueueName: resourceName,
  priority: v.pipe(v.number(), v.integer(), v.minValue(0)),
  state: resourceState,
  computeEnvironmentOrder: v.pipe(
    v.array(v.object({ order: v.pipe(v.number(), v.integer()), computeEnvironment: reference })),
    v.minLength(1),
    v.maxLength(3),
  ),
  tags: v.optional(tags, {}),
});

/** CreateJobQueue, on compute environments that exist, by name or ARN. */
export function createJobQueue(
  { body }: OperationRequest,
  { store }: OperationContext,
): CreateJobQueueResponse {
  refuseUnsupported(body, ['schedulingPolicyArn', 'serviceEnvironmentOrder', 'jobStateTimeLimitActions']);
  const request = parseRequest(CreateJobQueueRequest, body);
  const { jobQueueName: name, priority, state, computeEnvironmentOrder, tags: queueTags } = request;
  if (store.queue(name)) throw clientException(`Job queue ${name} already exists`);
  const computeEnvironments = computeEnvironmentOrder.map(({ order, computeEnvironment }) => {
    const found = store.computeEnvironment(computeEnvironment);
    if (!found) throw clientException(`Compute environment ${computeEnvironment} does not exist`);
    return { name: found.name, order };
  });
  store.addQueue({ name, priority, state, computeEnvironments, tags: queueTags });
  return { jobQueueName: name, jobQueueArn: arnOf('job-queue', name) };
}
