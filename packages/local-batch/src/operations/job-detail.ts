import type { AttemptDetail, ContainerDetail, JobDetail } from '@aws-sdk/client-batch';
import { arnOf } from '../engine/arn.js';
import {
  type Attempt,
  type JobRecord,
  jobIdOf,
  latestEndedAttempt,
  requestOf,
} from '../engine/job-record.js';
import { arrayPropertiesOf } from './array-properties.js';

/** A job as DescribeJobs shows it. */
export function jobDetail(job: JobRecord): JobDetail {
  const request = requestOf(job);
  const { attemptDurationSeconds, retryStrategy } = request;
  return {
    jobArn: arnOf('job', jobIdOf(job)),
    jobId: jobIdOf(job),
    jobName: request.jobName,
    jobQueue: arnOf('job-queue', request.jobQueue),
    jobDefinition: arnOf('job-definition', `${request.definitionName}:${request.definitionRevision}`),
    shareIdentifier: request.shareIdentifier,
    // Without a share there is nothing that it would be a priority in.
    schedulingPriority: request.shareIdentifier === undefined ? undefined : request.schedulingPriority,
    status: job.state,
    statusReason: job.statusReason,
    attempts: job.attempts.map(attemptDetail),
    createdAt: request.createdAt,
    startedAt: job.startedAt,
    stoppedAt: job.stoppedAt,
    dependsOn: request.dependsOn.map((dependency) => ({ ...dependency })),
    parameters: { ...request.parameters },
    container: containerDetail(job),
    arrayProperties: arrayPropertiesOf(job),
    retryStrategy: { attempts: retryStrategy.attempts, evaluateOnExit: [...retryStrategy.evaluateOnExit] },
    timeout: attemptDurationSeconds === undefined ? undefined : { attemptDurationSeconds },
    tags: { ...request.tags },
    propagateTags: request.propagateTags,
    platformCapabilities: [...request.platformCapabilities],
    isCancelled: job.stop?.by === 'cancel',
    isTerminated: job.stop?.by === 'terminate',
  };
}

function containerDetail(job: JobRecord): ContainerDetail {
  const { image, command, environment, resourceRequirements } = requestOf(job);
  const latest = latestEndedAttempt(job);
  return {
    image,
    command: [...command],
    environment: [...environment],
    resourceRequirements: [...resourceRequirements],
    exitCode: latest?.exitCode,
    reason: latest?.reason,
    logStreamName: job.logStreamName,
  };
}

function attemptDetail(attempt: Attempt): AttemptDetail {
  const { startedAt, stoppedAt, statusReason, exitCode, reason, logStreamName } = attempt;
  return { startedAt, stoppedAt, statusReason, container: { exitCode, reason, logStreamName } };
}
