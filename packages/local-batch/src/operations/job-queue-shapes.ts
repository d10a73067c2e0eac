import * as v from 'valibot';
import { platformOf } from '../engine/platform.js';
import type { JobQueue } from '../engine/resource-records.js';
import type { Store } from '../engine/store.js';
import { clientException } from './client-exception.js';
import { reference } from './shapes.js';

// AWS Batch service limits.
const COMPUTE_ENVIRONMENTS = 3;
const TIME_LIMIT_SECONDS = { least: 600, most: 86_400 };

/** A queue's priority. */
export const priority = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A queue's compute environments, by name or ARN. */
export const computeEnvironmentOrder = v.pipe(
  v.array(v.object({ order: v.pipe(v.number(), v.integer()), computeEnvironment: reference })),
  v.minLength(1),
  v.maxLength(COMPUTE_ENVIRONMENTS),
);

/** What happens to jobs that wait at the head of the queue for too long. TERMINATE is for service jobs alone. */
export const jobStateTimeLimitActions = v.array(
  v.object({
    reason: v.pipe(v.string(), v.nonEmpty('must not be empty')),
    state: v.literal('RUNNABLE'),
    maxTimeSeconds: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(TIME_LIMIT_SECONDS.least),
      v.maxValue(TIME_LIMIT_SECONDS.most),
    ),
    action: v.literal('CANCEL'),
  }),
);

/** The types of queue that there are here. */
export const jobQueueType = v.picklist(['ECS', 'ECS_FARGATE']);

/**
 * Finds the compute environments that a queue names, and the type that they make it.
 *
 * @throws {@link LocalBatchError} `ClientException` for one that does not exist, and for EC2 beside Fargate.
 */
export function findComputeEnvironments(
  wanted: v.InferOutput<typeof computeEnvironmentOrder>,
  store: Store,
): Required<Pick<JobQueue, 'computeEnvironments' | 'jobQueueType'>> {
  const found = wanted.map(({ order, computeEnvironment }) => {
    const environment = store.computeEnvironment(computeEnvironment);
    if (environment) return { order, environment };
    throw clientException(`Compute environment ${computeEnvironment} does not exist`);
  });
  const platforms = new Set(found.map(({ environment }) => platformOf(environment.computeResources?.type)));
  if (platforms.size > 1) {
    throw clientException('EC2 and Fargate compute environments cannot be mixed in one job queue');
  }
  return {
    computeEnvironments: found.map(({ order, environment }) => ({ name: environment.name, order })),
    jobQueueType: platforms.has('FARGATE') ? 'ECS_FARGATE' : 'ECS',
  };
}

/**
 * Finds a queue by name or ARN.
 *
 * @throws {@link LocalBatchError} `ClientException` if there is none.
 */
export function findJobQueue(jobQueue: string, store: Store) {
  const queue = store.queue(jobQueue);
  if (!queue) throw clientException(`Job queue ${jobQueue} does not exist`);
  return queue;
}
