import { BatchClient, DescribeJobsCommand } from '@aws-sdk/client-batch';
import { FanoutSubmitter, jobRequests } from '@render/batch-fanout';
import { awsExitCode } from '../describe-failure.js';
import type { SubmissionSettings } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import { guardRun } from '../film/guard-run.js';
import { openStorage } from '../storage/open-storage.js';
import { WorkerError } from '../worker-error.js';
import type { JobContext } from './job-context.js';

/** Time-outs of one request to AWS; the SDK's own retries come on top. */
const REQUEST_HANDLER = { connectionTimeout: 5_000, requestTimeout: 30_000 };

/** Submits the render jobs and the compile job with this job's own queue, definition and image. */
export async function start({ settings, log, signal }: JobContext): Promise<void> {
  const { job, submission } = settings;
  const { plan, runId } = job;
  const storage = openStorage(job);
  const client = new BatchClient({ region: regionOf(submission), requestHandler: REQUEST_HANDLER });
  const target = {
    runId,
    generation: job.generation,
    jobQueue: submission.jobQueue ?? unknown('JOB_QUEUE'),
    jobDefinition: submission.jobDefinition ?? (await ownDefinition(client, submission.jobId, signal)),
    environment: submission.environment,
  };
  jobRequests(plan, target);
  await guardRun(storage, settings);

  const run = await new FanoutSubmitter({ client }).submit({ plan, ...target }, { signal });
  log.info(
    {
      renderJobIds: run.renderJobs.map((renderJob) => renderJob.jobId),
      compileJobId: run.compileJob.jobId,
      frames: plan.frames.size,
      chunks: plan.chunkCount,
      output: storage.uri,
    },
    'run submitted',
  );
}

/** The definition that AWS Batch started this job from, revision included, so that all steps use one image. */
async function ownDefinition(
  client: BatchClient,
  jobId: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  if (jobId === undefined) return unknown('JOB_DEFINITION');
  try {
    const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }), { abortSignal: signal });
    return jobs?.[0]?.jobDefinition ?? unknown('JOB_DEFINITION');
  } catch (cause) {
    if (cause instanceof WorkerError) throw cause;
    throw new WorkerError(
      awsExitCode(cause),
      `this job's definition could not be read (${(cause as Error).message}); allow batch:DescribeJobs or set JOB_DEFINITION`,
      { cause },
    );
  }
}

function regionOf({ region }: SubmissionSettings): string {
  return region ?? unknown('AWS_REGION');
}

function unknown(name: string): never {
  throw new WorkerError(
    ExitCode.wrongSettings,
    `${name} is not set, and AWS Batch does not say it here; set it`,
  );
}
