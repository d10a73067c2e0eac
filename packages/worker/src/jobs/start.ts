import { createHash } from 'node:crypto';
import { BatchClient, DescribeJobsCommand, type JobDetail } from '@aws-sdk/client-batch';
import {
  type FanoutPlan,
  FanoutSubmitter,
  FrameSet,
  type GenerationTarget,
  jobRequests,
  planRepair,
  plansToStore,
  repairRun,
  type SubmittedRun,
} from '@render/batch-fanout';
import { awsExitCode } from '../describe-failure.js';
import { ExitCode } from '../exit-code.js';
import { findMissing } from '../film/find-missing.js';
import { guardRun } from '../film/guard-run.js';
import { readKnownChunks } from '../film/known-chunks.js';
import type { Settings, SubmissionSettings } from '../settings/settings.js';
import { formatJson } from '../storage/json.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { StorageLedger } from '../storage/storage-ledger.js';
import { WorkerError } from '../worker-error.js';
import type { JobContext } from './job-context.js';

/** Time-outs of one request to AWS; the SDK's own retries come on top. */
const REQUEST_HANDLER = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/**
 * Submits the render jobs and the compile job with this job's own queue, definition and image. What an earlier attempt has
 * submitted is adopted, a run that failed is repaired, and one that is finished is left as it is.
 */
export async function start({ settings, log, signal }: JobContext): Promise<void> {
  const { job, submission } = settings;
  const { plan, runId } = job;
  const storage = await openStorage(job, signal);
  const client = new BatchClient({ region: regionOf(submission), requestHandler: REQUEST_HANDLER });
  const self = await describeSelf(client, submission, signal);
  const request = {
    plan,
    runId,
    jobQueue: submission.jobQueue ?? unknown('JOB_QUEUE'),
    jobDefinition: submission.jobDefinition ?? self?.jobDefinition ?? unknown('JOB_DEFINITION'),
    environment: { ...vcpusOf(self), ...submission.environment },
    planUri: `${storage.uri}/plan.json`,
  };
  assertSubmittable(plan, request);
  await guardRun(storage, settings);
  await storePlans(storage, plan, request);

  const attemptsLeft = (self?.retryStrategy?.attempts ?? 1) - settings.attempt;
  const submitter = new FanoutSubmitter({
    client,
    ledger: new StorageLedger(storage),
    owner: submission.jobId,
    deadlineSeconds: submission.deadlineSeconds,
    // Where another attempt follows, it goes on with what stands.
    onIncomplete: attemptsLeft > 0 ? 'keep' : 'terminate',
  });
  const run = await submitter.submit(request, { signal });
  if (run.state === 'live')
    return log.info(describeRun(run, storage), run.adopted ? 'run adopted' : 'run submitted');
  if (run.state === 'succeeded') return log.info(describeRun(run, storage), 'run is finished');

  const missing = await findRemaining(storage, settings);
  const generation = run.generation + 1;
  const renderPlan = missing === undefined ? null : planRepair(plan, missing);
  // Another start job may repair at the same moment, and find other frames missing.
  const renderPlanUri = `${storage.uri}/plan-g${generation}-${digestOf(renderPlan)}.json`;
  await storePlans(storage, plan, { ...request, generation, renderPlan, renderPlanUri });
  const repair = await repairRun(submitter, run, missing, { signal, renderPlanUri });
  log.info(describeRun(repair, storage), 'run repaired');
}

/** Refuses what AWS Batch would, before anything is written. */
function assertSubmittable(plan: FanoutPlan, target: GenerationTarget): void {
  jobRequests(plan, target);
}

/** Writes the plans for which the environment has no room to where their jobs look for them; none is ever changed. */
async function storePlans(storage: Storage, plan: FanoutPlan, target: GenerationTarget): Promise<void> {
  for (const stored of plansToStore(plan, target)) {
    const key = stored.uri.slice(storage.uri.length + 1);
    const text = formatJson(stored.plan);
    if (await storage.create(key, text)) continue;
    const known = await storage.get(key);
    if (known !== undefined && Buffer.from(known).toString() === text) continue;
    throw new WorkerError(ExitCode.wrongData, `${stored.uri} holds another plan; use another RUN_ID`);
  }
}

function digestOf(plan: FanoutPlan | null): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 12);
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
async function findRemaining(storage: Storage, settings: Settings): Promise<FrameSet | undefined> {
  const { job, frameFormat, keepFrames } = settings;
  const encoded = keepFrames ? new Set<number>() : await findEncoded(storage, job.plan);
  const frames = [...job.plan.frames].filter((frame) => !encoded.has(frame));
  const missing = await findMissing(storage, frames, frameFormat);
  return missing.length === 0 ? undefined : FrameSet.from(missing);
}

/** The frames that are gone because their chunk's segment is stored. */
async function findEncoded(storage: Storage, plan: FanoutPlan): Promise<Set<number>> {
  const { chunks } = await readKnownChunks(storage, plan);
  return new Set(chunks.flatMap(({ record, frames }) => (record?.segment ? frames : [])));
}

/** What AWS Batch started this job from, revision included, so that all steps use one image; nothing outside AWS Batch. */
async function describeSelf(
  client: BatchClient,
  { jobId }: SubmissionSettings,
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

/** AWS Batch does not tell a job how many processors it has, and a machine shows it all of its own. */
function vcpusOf(self: JobDetail | undefined): Readonly<Record<string, string>> {
  const required = self?.container?.resourceRequirements?.find(({ type }) => type === 'VCPU')?.value;
  const vcpus = Number(required ?? self?.container?.vcpus);
  return vcpus > 0 ? { VCPUS: String(Math.ceil(vcpus)) } : {};
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
