import { BatchClient, DescribeJobsCommand } from '@aws-sdk/client-batch';
import {
  FanoutSubmitter,
  FrameSet,
  jobRequests,
  needsPlanUri,
  repairRun,
  type SubmittedRun,
} from '@render/batch-fanout';
import { awsExitCode } from '../describe-failure.js';
import type { Settings, SubmissionSettings } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import { frameKey } from '../film/frame-key.js';
import { guardRun } from '../film/guard-run.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { StorageLedger } from '../storage/storage-ledger.js';
import { WorkerError } from '../worker-error.js';
import type { JobContext } from './job-context.js';

/** Time-outs of one request to AWS; the SDK's own retries come on top. */
const REQUEST_HANDLER = { connectionTimeout: 5_000, requestTimeout: 30_000 };

/** Where the plan is written if the environment has no room for it. */
const PLAN_KEY = 'plan.json';

/**
 * Submits the render jobs and the compile job with this job's own queue, definition and image. What an earlier attempt has
 * submitted is adopted, a run that failed is repaired, and one that is finished is left as it is.
 */
export async function start({ settings, log, signal }: JobContext): Promise<void> {
  const { job, submission } = settings;
  const { plan, runId } = job;
  const storage = openStorage(job);
  const client = new BatchClient({ region: regionOf(submission), requestHandler: REQUEST_HANDLER });
  const request = {
    plan,
    runId,
    jobQueue: submission.jobQueue ?? unknown('JOB_QUEUE'),
    jobDefinition: submission.jobDefinition ?? (await ownDefinition(client, submission.jobId, signal)),
    environment: submission.environment,
    planUri: `${storage.uri}/${PLAN_KEY}`,
  };
  jobRequests(plan, request);
  await guardRun(storage, settings);
  if (needsPlanUri(plan, request)) await storage.put(PLAN_KEY, `${JSON.stringify(plan, null, 2)}\n`);

  const submitter = new FanoutSubmitter({
    client,
    ledger: new StorageLedger(storage),
    owner: submission.jobId,
    deadlineSeconds: submission.deadlineSeconds,
    // Another attempt goes on with what stands.
    onIncomplete: 'keep',
  });
  const run = await submitter.submit(request, { signal });
  if (run.state === 'live')
    return log.info(describeRun(run, storage), run.adopted ? 'run adopted' : 'run submitted');
  if (run.state === 'succeeded') return log.info(describeRun(run, storage), 'run is finished');
  const repair = await repairRun(submitter, run, await findMissing(storage, settings), { signal });
  log.info(describeRun(repair, storage), 'run repaired');
}

function describeRun(run: SubmittedRun, storage: Storage) {
  return {
    renderJobIds: run.renderJobs.map(({ jobId }) => jobId),
    compileJobId: run.compileJob.jobId,
    generation: run.generation,
    frames: run.renderPlan?.frames.size ?? 0,
    chunks: run.renderPlan?.chunkCount ?? 0,
    output: storage.uri,
  };
}

/** The planned frames that are not in storage; whether those that are there are whole, compile finds out. */
async function findMissing(storage: Storage, { job, frameFormat }: Settings): Promise<FrameSet | undefined> {
  const frames = [...job.plan.frames];
  const existing = await storage.findExisting(frames.map((frame) => frameKey(frame, frameFormat)));
  const missing = frames.filter((frame) => !existing.has(frameKey(frame, frameFormat)));
  return missing.length === 0 ? undefined : FrameSet.from(missing);
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
