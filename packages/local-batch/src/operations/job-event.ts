import type { JobDetail } from '@aws-sdk/client-batch';
import { ACCOUNT, arnOf, REGION } from '../engine/arn.js';
import { type JobRecord, jobIdOf } from '../engine/job-record.js';
import { jobDetail } from './job-detail.js';

/**
 * A change of a job's state as EventBridge delivers it. There is one for every change, none for the submission itself.
 * https://docs.aws.amazon.com/batch/latest/userguide/batch_job_events.html
 */
export interface JobStateChangeEvent {
  /** Always `0`. */
  readonly version: '0';
  /** A UUID. */
  readonly id: string;
  /** Always `Batch Job State Change`. */
  readonly 'detail-type': 'Batch Job State Change';
  /** Always `aws.batch`. */
  readonly source: 'aws.batch';
  /** The account of a local batch's ARNs, `000000000000`. */
  readonly account: string;
  /** ISO 8601 in UTC, to the second. */
  readonly time: string;
  /** The region of a local batch's ARNs. */
  readonly region: string;
  /** The job's ARN. */
  readonly resources: readonly [string];
  /** The job as DescribeJobs shows it at that moment; the type is that of `@aws-sdk/client-batch`, an optional peer dependency. */
  readonly detail: JobDetail;
}

/** Describes the state that a job has just come into. */
export function jobEvent(
  job: JobRecord,
  { id, at }: { readonly id: string; readonly at: number },
): JobStateChangeEvent {
  return {
    version: '0',
    id,
    'detail-type': 'Batch Job State Change',
    source: 'aws.batch',
    account: ACCOUNT,
    time: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [arnOf('job', jobIdOf(job))],
    detail: jobDetail(job),
  };
}
