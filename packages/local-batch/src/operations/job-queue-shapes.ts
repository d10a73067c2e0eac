import * as v from 'valibot';
import type { ComputeEnvironmentOrder } from '../engine/resource-records.js';
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

/**
 * Finds the compute environments that a queue names.
 *
 * @throws {@link LocalBatchError} `ClientException` for one that does not exist.
 */
export function findComputeEnvironments(
  order: v.InferOutput<typeof computeEnvironmentOrder>,
  store: Store,
): readonly ComputeEnvironmentOrder[] {
  return order.map(({ order, computeEnvironment }) => {
    const found = store.computeEnvironment(computeEnvironment);
    if (!found) throw clientException(`Compute environment ${computeEnvironment} does not exist`);
    return { name: found.name, order };
  });
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
