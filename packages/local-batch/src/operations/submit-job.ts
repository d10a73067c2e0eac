import type { SubmitJobResponse } from '@aws-sdk/client-batch';
import { arnOf } from '../engine/arn.js';
import { type Dependency, type JobRecord, jobIdOf } from '../engine/job-record.js';
import { newJob } from '../engine/new-job.js';
import type { Store } from '../engine/store.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { fairShareOf } from './fair-share.js';
import { findJobQueue } from './job-queue-shapes.js';
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
  const dependsOn = dependenciesOf(input, arraySize, store);
  const { queue, definition } = resourcesOf(input, store);
  const share = fairShareOf(input, { queue, definition, store });
  const number = store.nextNumber();
  const identity = { jobQueue: queue.name, jobId: newId(), number, createdAt: now() };
  const request = jobRequest(input, { definition, dependsOn, ...share, ...identity });
  const job = newJob(request, arraySize);
  store.addJob(job);
  scheduler.submit(job);
  const { jobId, jobName } = request;
  return { jobArn: arnOf('job', jobId), jobName, jobId };
}

function resourcesOf(input: SubmitJobInput, store: Store) {
  const queue = findJobQueue(input.jobQueue, store);
  if (queue.state === 'DISABLED') throw clientException(`Job queue ${queue.name} is DISABLED`);
  const definition = store.definition(input.jobDefinition);
  if (!definition) {
    throw clientException(`Job definition ${input.jobDefinition} does not exist, or has no ACTIVE revision`);
  }
  if (definition.status === 'INACTIVE') {
    throw clientException(`Job definition ${definition.name}:${definition.revision} is INACTIVE`);
  }
  return { queue, definition };
}

function arraySizeOf({ arrayProperties }: SubmitJobInput): number | undefined {
  if (arrayProperties === undefined) return undefined;
  const { size = 'none' } = arrayProperties;
  const { least, most } = ARRAY_SIZES;
  if (Number.isInteger(size) && Number(size) >= least && Number(size) <= most) return Number(size);
  throw clientException(`Array size must be a whole number from ${least} to ${most}, not ${size}`);
}

function dependenciesOf(
  { dependsOn }: SubmitJobInput,
  arraySize: number | undefined,
  store: Store,
): readonly Dependency[] {
  return dependsOn.map(({ jobId, type }) => {
    if (jobId === undefined) {
      if (type === undefined) throw clientException('A dependency needs a jobId');
      if (type === 'N_TO_N') throw clientException('An N_TO_N dependency needs the jobId of an array job');
      if (arraySize === undefined) {
        throw clientException('A SEQUENTIAL dependency without jobId is for the children of an array job');
      }
      return { type };
    }
    const job = store.jobs.find(jobId);
    if (!job) throw clientException(`Job ${jobId}, on which the job depends, does not exist`);
    if (type === 'N_TO_N') assertEqualArrays(job, arraySize);
    return type === undefined ? { jobId } : { jobId, type };
  });
}

/** AWS says nothing of arrays of different sizes; they are refused, because some children would wait for none. */
function assertEqualArrays(dependency: JobRecord, arraySize: number | undefined): void {
  const size = dependency.kind === 'array' ? dependency.children.length : undefined;
  if (size !== undefined && size === arraySize) return;
  const describe = (given: number | undefined) => (given === undefined ? 'no array' : `an array of ${given}`);
  throw clientException(
    `An N_TO_N dependency joins two arrays of one size; the job is ${describe(arraySize)}, job ${jobIdOf(dependency)} is ${describe(size)}`,
  );
}
