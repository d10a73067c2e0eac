import type { JobSummary } from '@aws-sdk/client-batch';
import { arnOf } from '../engine/arn.js';
import { type JobRecord, jobIdOf, latestEndedAttempt, requestOf } from '../engine/job-record.js';
import { arrayPropertiesOf } from './array-properties.js';

/** A job as ListJobs shows it. */
export function jobSummary(job: JobRecord): JobSummary {
  const { jobName, createdAt, shareIdentifier, definitionName, definitionRevision } = requestOf(job);
  const latest = latestEndedAttempt(job);
  return {
    jobArn: arnOf('job', jobIdOf(job)),
    jobId: jobIdOf(job),
    jobName,
    createdAt,
    shareIdentifier,
    startedAt: job.startedAt,
    stoppedAt: job.stoppedAt,
    status: job.state,
    statusReason: job.statusReason,
    container: latest && { exitCode: latest.exitCode, reason: latest.reason },
    arrayProperties: arrayPropertiesOf(job),
    jobDefinition: arnOf('job-definition', `${definitionName}:${definitionRevision}`),
    isCancelled: job.stop?.by === 'cancel',
    isTerminated: job.stop?.by === 'terminate',
  };
}
