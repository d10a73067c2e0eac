import type { DescribeJobQueuesResponse, JobQueueDetail } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import type { JobQueue } from '../engine/resource-records.js';
import type { OperationContext, OperationRequest } from './context.js';
import { pageOf } from './page.js';
import { parseRequest } from './parse-request.js';
import { pageSize, reference } from './shapes.js';

const DescribeJobQueuesRequest = v.object({
  jobQueues: v.optional(v.pipe(v.array(reference), v.maxLength(100)), []),
  maxResults: pageSize,
  nextToken: v.optional(v.string()),
});

/** DescribeJobQueues: those named, or all; unknown ones are left out. */
export function describeJobQueues(
  { body }: OperationRequest,
  { store }: OperationContext,
): DescribeJobQueuesResponse {
  const request = parseRequest(DescribeJobQueuesRequest, body);
  const { jobQueues } = request;
  const scope = JSON.stringify(jobQueues);
  const found = jobQueues.length > 0 ? jobQueues.flatMap((name) => store.queue(name) ?? []) : store.queues();
  const { items, ...rest } = pageOf(found, request, scope);
  return { jobQueues: items.map(detailOf), ...rest };
}

function detailOf(queue: JobQueue): JobQueueDetail {
  return {
    jobQueueName: queue.name,
    jobQueueArn: arnOf('job-queue', queue.name),
    state: queue.state,
    status: 'VALID',
    statusReason: 'JobQueue Healthy',
    priority: queue.priority,
    computeEnvironmentOrder: queue.computeEnvironments.map(({ name, order }) => ({
      order,
      computeEnvironment: arnOf('compute-environment', name),
    })),
    schedulingPolicyArn: queue.schedulingPolicyArn,
    jobQueueType: queue.jobQueueType ?? 'ECS',
    jobStateTimeLimitActions: queue.jobStateTimeLimitActions && [...queue.jobStateTimeLimitActions],
    tags: { ...queue.tags },
  };
}
