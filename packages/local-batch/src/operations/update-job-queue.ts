import type { UpdateJobQueueResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import * as queueShapes from './job-queue-shapes.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { findSchedulingPolicy } from './scheduling-policy-shapes.js';
import { reference, resourceState } from './shapes.js';

const UpdateJobQueueRequest = v.object({
  jobQueue: reference,
  state: v.optional(resourceState),
  priority: v.optional(queueShapes.priority),
  computeEnvironmentOrder: v.optional(queueShapes.computeEnvironmentOrder),
  schedulingPolicyArn: v.optional(reference),
  jobStateTimeLimitActions: v.optional(queueShapes.jobStateTimeLimitActions),
});

/**
 * UpdateJobQueue: changes what is given and leaves the rest; a list replaces the whole list. It counts for jobs that
 * wait already. A scheduling policy can be replaced, and neither added nor removed.
 */
export function updateJobQueue(
  { body }: OperationRequest,
  { store, scheduler }: OperationContext,
): UpdateJobQueueResponse {
  refuseUnsupported(body, ['serviceEnvironmentOrder']);
  const { jobQueue, computeEnvironmentOrder: order, ...given } = parseRequest(UpdateJobQueueRequest, body);
  const queue = queueShapes.findJobQueue(jobQueue, store);
  const { name, jobQueueType = 'ECS' } = queue;
  const found = order && queueShapes.findComputeEnvironments(order, store);
  if (found && found.jobQueueType !== jobQueueType) {
    throw clientException(
      `Job queue ${name} is of type ${jobQueueType}, and cannot become ${found.jobQueueType}`,
    );
  }
  const { schedulingPolicyArn = queue.schedulingPolicyArn } = given;
  if (schedulingPolicyArn !== undefined) findSchedulingPolicy(schedulingPolicyArn, store);
  if (schedulingPolicyArn !== undefined && queue.schedulingPolicyArn === undefined) {
    throw clientException(`Job queue ${name} is first in, first out: it cannot be given a scheduling policy`);
  }
  store.putQueue({
    ...queue,
    state: given.state ?? queue.state,
    priority: given.priority ?? queue.priority,
    computeEnvironments: found?.computeEnvironments ?? queue.computeEnvironments,
    schedulingPolicyArn,
    jobStateTimeLimitActions: given.jobStateTimeLimitActions ?? queue.jobStateTimeLimitActions,
  });
  scheduler.resourcesChanged();
  return { jobQueueName: name, jobQueueArn: arnOf('job-queue', name) };
}
