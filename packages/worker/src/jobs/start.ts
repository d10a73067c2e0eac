import { BatchClient, type JobDetail } from '@aws-sdk/client-batch';
import {
  type FanoutPlan,
  FanoutSubmitter,
  type GenerationTarget,
  jobRequests,
  type SubmittedRun,
} from '@render/batch-fanout';
import { ExitCode } from '../exit-code.js';
import { guardRun } from '../film/guard-run.js';
import type { Settings, SubmissionSettings } from '../settings/settings.js';
import { unusedSettings } from '../settings/unused-settings.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { StorageLedger } from '../storage/storage-ledger.js';
import { WorkerError } from '../worker-error.js';
import type { JobContext } from './job-context.js';
import { assertSources } from './start/assert-sources.js';
import { checkSettings } from './start/check-settings.js';
import { describeOwnJob } from './start/describe-own-job.js';
import { readVcpus } from './start/read-vcpus.js';
import { repair } from './start/repair.js';
import { storePlans } from './start/store-plans.js';

/** Time-outs of one request to AWS; the SDK's own retries come on top. */
const REQUEST_HANDLER = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/**
 * Submits the render jobs and the compile job with this job's own queue, definition and image. What an earlier attempt has
 * submitted is adopted, a run that failed is repaired, and one that is finished is left as it is.
 */
export async function start(context: JobContext): Promise<void> {
  const { settings, log, signal } = context;
  const { job, submission } = settings;
  await checkSettings(settings, signal);
  warnOfUnused(context);
  const storage = await openStorage(job, signal);
  await assertSources(storage, context);
  const client = new BatchClient({ region: regionOf(submission), requestHandler: REQUEST_HANDLER });
  const self = await describeOwnJob(client, submission.jobId, signal);
  const target = targetOf(settings, self, storage, await vcpusFor(client, self, context));
  assertSubmittable(job.plan, target);
  const pictureDigest = await guardRun(storage, settings);
  await storePlans(storage, job.plan, target);

  const submitter = new FanoutSubmitter({
    client,
    ledger: new StorageLedger(storage),
    owner: submission.jobId,
    deadlineSeconds: submission.deadlineSeconds,
    // Where another attempt follows, it goes on with what stands.
    onIncomplete: attemptsLeft(settings, self) > 0 ? 'keep' : 'terminate',
  });
  const run = await submitter.submit({ plan: job.plan, ...target }, { signal });
  switch (run.state) {
    case 'live':
      return log.info(describeRun(run, storage), run.adopted ? 'run adopted' : 'run submitted');
    case 'succeeded':
      return log.info(describeRun(run, storage), 'run is finished');
    case 'failed':
    case 'unknown': {
      const repaired = await repair(submitter, run, context, { storage, target, pictureDigest });
      log.info(describeRun(repaired, storage), 'run repaired');
    }
  }
}

function warnOfUnused({ settings, log }: JobContext): void {
  const unused = unusedSettings(settings);
  if (unused.length === 0) return;
  log.warn(
    `nothing comes of ${unused.join(', ')}; leave out what is set for nothing, or correct what is in brackets`,
  );
}

/** Where the jobs run, and with what. */
function targetOf(
  { job, submission }: Settings,
  self: JobDetail | undefined,
  storage: Storage,
  vcpus: string | undefined,
): GenerationTarget {
  const { VCPUS: _, ...environment } = submission.environment;
  // Of the steps, not of the film: a run that goes on with larger machines is still the same.
  const step = vcpus === undefined ? {} : { environment: { VCPUS: vcpus } };
  return {
    runId: job.runId,
    jobQueue: submission.jobQueue ?? unknown('JOB_QUEUE'),
    jobDefinition: submission.jobDefinition ?? self?.jobDefinition ?? unknown('JOB_DEFINITION'),
    environment,
    render: step,
    compile: step,
    planUri: `${storage.uri}/plan.json`,
  };
}

/** Refuses what AWS Batch would, before anything is written. */
function assertSubmittable(plan: FanoutPlan, target: GenerationTarget): void {
  jobRequests(plan, target);
}

function attemptsLeft({ attempt }: Settings, self: JobDetail | undefined): number {
  return (self?.retryStrategy?.attempts ?? 1) - attempt;
}

/** VCPUS of the jobs; without it they use a single processor. */
async function vcpusFor(
  client: BatchClient,
  self: JobDetail | undefined,
  { settings, log, signal }: JobContext,
): Promise<string | undefined> {
  const { environment, jobDefinition } = settings.submission;
  if (environment.VCPUS !== undefined) return environment.VCPUS;
  try {
    return (await readVcpus(client, { jobDefinition, self }, signal))?.toString();
  } catch (error) {
    signal.throwIfAborted();
    log.warn(
      `the job definition ${jobDefinition} could not be looked up (${(error as Error).message}), so the jobs use one processor each; allow batch:DescribeJobDefinitions or set VCPUS`,
    );
    return undefined;
  }
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

function regionOf({ region }: SubmissionSettings): string {
  return region ?? unknown('AWS_REGION');
}

function unknown(name: string): never {
  throw new WorkerError(
    ExitCode.wrongSettings,
    `${name} is not set, and AWS Batch does not say it here; set it`,
  );
}
