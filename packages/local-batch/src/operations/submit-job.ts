import type { SubmitJobResponse } from '@aws-sdk/client-batch';
import { arnOf } from '../engine/arn.js';
import { newJob } from '../engine/new-job.js';
import type { Store } from '../engine/store.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { jobRequest } from './job-request.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { type SubmitJobInput, submitJobShape } from './submit-job-shape.js';

// AWS Batch service limits.
const PAYLOAD_KIB = 30;
const ARRAY_SIZES = { least: 2, most: 10_000 };

const UNSUPPORTED = [
  'nodeOverrides',
  'ecsPropertiesOverride',
  'eksPropertiesOverride',
  'consumableResourcePropertiesOverride',
  'shareIdentifier',
  'schedulingPriorityOverride',
];

/** SubmitJob: one job, or with `arrayProperties` an array of 2 to 10,000 children. */
export function submitJob({ body, bytes }: OperationRequest, context: OperationContext): SubmitJobResponse {
  const { store, scheduler, minimumTimeoutSeconds, now, newId } = context;
  if (bytes > PAYLOAD_KIB * 1024) {
    throw clientException(
      `Job size must be less than ${PAYLOAD_KIB} KiB, got ${Math.ceil(bytes / 1024)} KiB`,
    );
  }
  refuseUnsupported(body, UNSUPPORTED);
  const input = parseRequest(submitJobShape(minimumTimeoutSeconds), body);
  const arraySize = arraySizeOf(input);
  const dependsOn = dependenciesOf(input, store);
  const { jobQueue, definition } = resourcesOf(input, store);
  const request = jobRequest(input, { definition, jobQueue, dependsOn, jobId: newId(), createdAt: now() });
  const job = newJob(request, arraySize);
  store.addJob(job);
  scheduler.submit(job);
  const { jobId, jobName } = request;
  return { jobArn: arnOf('job', jobId), jobName, jobId };
}

function resourcesOf(input: SubmitJobInput, store: Store) {
  const queue = store.queue(input.jobQueue);
  if (!queue) throw clientException(`Job queue ${input.jobQueue} does not exist`);
  if (queue.state === 'DISABLED') throw clientException(`Job queue ${queue.name} is DISABLED`);
  const definition = store.definition(input.jobDefinition);
  if (!definition) throw clientException(`Job definition ${input.jobDefinition} does not exist`);
  return { jobQueue: queue.name, definition };
}

function arraySizeOf({ arrayProperties }: SubmitJobInput): number | undefined {
  const size = arrayProperties?.size;
  if (size === undefined) return undefined;
  const { least, most } = ARRAY_SIZES;
  if (Number.isInteger(size) && size >= least && size <= most) return size;
  throw clientException(`Array size must be a whole number from ${least} to ${most}, not ${size}`);
}

function dependenciesOf({ dependsOn }: SubmitJobInput, store: Store) {
  return dependsOn.map(({ jobId, type }) => {
    if (type !== undefined && type !== 'SEQUENTIAL') {
      throw clientException(`A dependency of type ${type} is not supported by local-batch`);
    }
    if (jobId === undefined) {
      throw clientException(
        type
          ? 'A SEQUENTIAL dependency without jobId is not supported by local-batch'
          : 'A dependency needs a jobId',
      );
    }
    if (!store.job(jobId)) throw clientException(`Job ${jobId}, on which the job depends, does not exist`);
    // On AWS, SEQUENTIAL with an id waits for that job like a dependency without type.
    return type === undefined ? { jobId } : ({ jobId, type } as const);
  });
}
