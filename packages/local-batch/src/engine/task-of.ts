import type { Task } from '../runners/runner.js';
import { jobIdOf, type RunnableJob, requestOf } from './job-record.js';

// AWS Batch names a log stream after the first 200 characters of the definition's name.
const LOG_STREAM_NAME_CHARACTERS = 200;

/** What an attempt is told about its place. */
export interface AttemptPlace {
  readonly computeEnvironment: string;
  /** From 1. */
  readonly attempt: number;
  /** Stands for the ECS task id in the log stream's name. */
  readonly attemptId: string;
}

/** Describes one attempt of a job to a runner: definition and overrides, then the variables that Batch injects. */
export function taskOf(job: RunnableJob, place: AttemptPlace): Task {
  const request = requestOf(job);
  return {
    image: request.image,
    command: request.command,
    environment: {
      ...Object.fromEntries(request.environment.map(({ name, value }) => [name, value])),
      AWS_BATCH_JOB_ID: jobIdOf(job),
      AWS_BATCH_JOB_ATTEMPT: String(place.attempt),
      AWS_BATCH_JQ_NAME: request.jobQueue,
      AWS_BATCH_CE_NAME: place.computeEnvironment,
      ...(job.kind === 'child' && {
        AWS_BATCH_JOB_ARRAY_INDEX: String(job.index),
        AWS_BATCH_JOB_ARRAY_SIZE: String(job.parent.children.length),
      }),
    },
    vcpus: request.vcpus,
    memoryMiB: request.memoryMiB,
    logStreamName: `${request.definitionName.slice(0, LOG_STREAM_NAME_CHARACTERS)}/default/${place.attemptId}`,
  };
}
