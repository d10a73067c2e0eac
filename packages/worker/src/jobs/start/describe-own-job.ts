import { type BatchClient, DescribeJobsCommand, type JobDetail } from '@aws-sdk/client-batch';
import { awsExitCode } from '../../describe-failure.js';
import { WorkerError } from '../../worker-error.js';

/** What AWS Batch started this job from, revision included, so that all steps use one image; nothing outside AWS Batch. */
export async function describeOwnJob(
  client: BatchClient,
  jobId: string | undefined,
  signal: AbortSignal,
): Promise<JobDetail | undefined> {
  if (jobId === undefined) return undefined;
  try {
    const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }), { abortSignal: signal });
    return jobs?.[0];
  } catch (cause) {
    throw new WorkerError(
      awsExitCode(cause),
      `this job could not be looked up (${(cause as Error).message}); allow batch:DescribeJobs`,
      { cause },
    );
  }
}
