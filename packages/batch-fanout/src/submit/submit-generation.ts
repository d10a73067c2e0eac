import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { FanoutError } from '../errors.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { readPlan } from '../plan/read-plan.js';
import type { FanoutRequest, GenerationTarget } from './fanout-request.js';
import { describeJobs, type FoundJob, findJobs, toFoundJobs } from './find-jobs.js';
import { jobRequests } from './job-requests.js';
import { LeaseLost, type LedgerEntry, openLedgerEntry } from './ledger-entry.js';
import { partOfJob } from './part-of-job.js';
import { isGoingOn, standingJobs } from './reconcile.js';
import { planDigest, runDigest } from './run-digest.js';
import { type SubmitContext, withPatience } from './submit-context.js';
import { JobNotSubmitted, submitJob } from './submit-job.js';
import type { RunState, SubmittedJob, SubmittedRun } from './submitted-run.js';
import { describeTerminations, terminateJobs } from './terminate-jobs.js';

/** A repair: which generation it is, and what it renders. */
export interface Repair {
  readonly generation: number;
  readonly renderPlan: FanoutPlan | null;
}

/** What is known while one generation is submitted; read by the error that says what stands. */
interface Progress {
  readonly ids: Map<string, string>;
  /** Ids of jobs that this call has submitted, in whichever round. */
  readonly taken: Set<string>;
  /** Ids of duplicates that this call has terminated; they may take a while to stop. */
  readonly stopped: Set<string>;
  pending: string | undefined;
  /** Whether it has waited for lists to show what was submitted just before. */
  hasWaited: boolean;
}

const ROUND_MS = 1_000;
const COMPENSATION_SECONDS = 30;

/** Submits one generation of a run exactly once: the newest, or the given repair. */
export async function submitGeneration(
  options: Omit<SubmitContext, 'deadline'>,
  request: FanoutRequest,
  repair: Repair | undefined,
): Promise<SubmittedRun> {
  const context = { ...options, deadline: options.clock.now() + options.deadlineSeconds * 1000 };
  jobRequests(request.plan, { ...request, ...repair });
  const progress: Progress = {
    ids: new Map(),
    taken: new Set(),
    stopped: new Set(),
    pending: undefined,
    hasWaited: false,
  };
  try {
    while (context.clock.now() < context.deadline) {
      const run = await submitRound(context, request, repair, progress).catch((error: unknown) => {
        // Another submitter has taken over: look again at what stands.
        if (error instanceof LeaseLost) return undefined;
        throw error;
      });
      if (run !== undefined) return run;
      await context.clock.sleep(ROUND_MS, context.signal);
    }
    throw new FanoutError(
      'SUBMIT_FAILED',
      `The jobs of '${request.runId}' keep changing while they are submitted; submit again.`,
    );
  } catch (error) {
    if (!context.signal?.aborted || error instanceof FanoutError) throw error;
    throw new FanoutError('ABORTED', `The submission was stopped as asked; ${describe(progress)}.`, {
      cause: error,
    });
  }
}

/** One look at what stands and one go at what is missing; undefined where it has to be looked at again. */
async function submitRound(
  context: SubmitContext,
  request: FanoutRequest,
  repair: Repair | undefined,
  progress: Progress,
): Promise<SubmittedRun | undefined> {
  const found = await lookAtRun(context, request);
  const { generation, renderPlan } = repair ?? (await newestGeneration(context, request, found));
  const target: GenerationTarget = { ...request, generation, renderPlan };
  const inputs = jobRequests(request.plan, target);
  const digest = digestOf(request, generation, renderPlan);
  const entry = await openLedgerEntry(context, {
    runId: request.runId,
    generation,
    digest,
    renderPlan: generation === 0 ? undefined : renderPlan,
    jobNames: inputs.map(({ jobName }) => jobName as string),
  });
  const { jobs, unknown } = await withKnownJobs(context, request, entry, found, generation, progress);
  assertSamePart(jobs, request, renderPlan);
  // Somebody has terminated it, and until it has stopped nobody knows who.
  if (jobs.some((job) => job.detail.isTerminated && isGoingOn(job))) return undefined;

  const standing = standingJobs(jobs, inputs.length - 1);
  if (standing.duplicates.length > 0) {
    await stopDuplicates(context, standing.duplicates, progress);
    return undefined;
  }
  if (!(await isSettled(context, jobs, progress))) return undefined;
  const forgotten = forgottenJobs(standing.compileJob, jobs);
  const stands = [...standing.renderJobs, standing.compileJob];
  const idOf = (index: number) => {
    const written = entry.jobs[inputs[index]?.jobName ?? '']?.jobId;
    const isRender = index < inputs.length - 1;
    const known = stands[index]?.jobId ?? (isRender ? forgotten.shift() : undefined);
    return known ?? (written !== undefined && unknown.has(written) ? written : undefined);
  };
  const ids = await submitMissing(context, request.runId, { inputs, idOf, jobs, entry, progress });
  const isAdopted = progress.taken.size === 0;
  if (!isAdopted && !(await isAlone(context, request, generation, ids, progress))) return undefined;
  return describeRun(request, { generation, renderPlan, inputs, ids, stands, isAdopted });
}

/** Without a ledger, beside jobs that are younger than the lists' lag may stand others that lists do not show yet. */
async function isSettled(
  { ledger, clock, listLagSeconds, signal }: SubmitContext,
  jobs: readonly FoundJob[],
  progress: Progress,
): Promise<boolean> {
  const youngest = Math.max(...jobs.map(({ detail }) => detail.createdAt ?? 0));
  const left = youngest + listLagSeconds * 1000 - clock.now();
  if (ledger !== undefined || jobs.length === 0 || progress.hasWaited || left <= 0) return true;
  progress.hasWaited = true;
  await clock.sleep(Math.min(left, listLagSeconds * 1000), signal);
  return false;
}

async function stopDuplicates(
  context: SubmitContext,
  duplicates: readonly FoundJob[],
  progress: Progress,
): Promise<void> {
  const jobIds = duplicates.map(({ jobId }) => jobId);
  const terminations = await terminateJobs(context, jobIds, 'another job of this name stands already');
  for (const { jobId, failure } of terminations) {
    if (failure !== undefined) {
      throw new FanoutError(
        'SUBMIT_FAILED',
        `The job ${jobId} runs beside another of its name and could not be terminated (${failure}); terminate it by hand.`,
      );
    }
    progress.stopped.add(jobId);
  }
}

/** Render jobs that a compile job names but AWS Batch no longer knows. */
function forgottenJobs(compileJob: FoundJob | undefined, jobs: readonly FoundJob[]): string[] {
  const known = new Set(jobs.map(({ jobId }) => jobId));
  return (compileJob?.detail.dependsOn ?? []).flatMap(({ jobId }) =>
    jobId !== undefined && !known.has(jobId) ? jobId : [],
  );
}

async function lookAtRun(context: SubmitContext, request: FanoutRequest): Promise<FoundJob[]> {
  const { runId } = request;
  const found = await withPatience(context, `The jobs of '${runId}' could not be looked up`, () =>
    findJobs(
      context.client,
      { runId, namePrefix: `${runId}-g`, jobQueues: queuesOf(request) },
      context.signal,
    ),
  );
  const digest = runDigest(request.plan, request.environment ?? {});
  const foreign = found.find(({ detail }) => detail.tags?.['render-digest'] !== digest);
  if (foreign === undefined) return found;
  throw new FanoutError(
    'RUN_ID_IN_USE',
    `The job ${foreign.jobName} (${foreign.jobId}) has the run id '${runId}' but another plan or environment; use another run id.`,
  );
}

function queuesOf({ jobQueue, render, compile }: FanoutRequest): string[] {
  return [...new Set([render?.jobQueue ?? jobQueue, compile?.jobQueue ?? jobQueue])];
}

/** The newest generation that AWS Batch or the ledger knows, and what it renders. */
async function newestGeneration(
  { ledger }: SubmitContext,
  { runId, plan }: FanoutRequest,
  found: readonly FoundJob[],
): Promise<Repair> {
  let generation = Math.max(0, ...found.map((job) => job.generation));
  while (await ledger?.read(runId, generation + 1)) generation += 1;
  if (generation === 0) return { generation, renderPlan: plan };
  const written = (await ledger?.read(runId, generation))?.record.renderPlan;
  if (written !== undefined) return { generation, renderPlan: written === null ? null : readPlan(written) };
  const renderJob = found.find((job) => job.generation === generation && job.step === 'render');
  return { generation, renderPlan: renderJob === undefined ? null : partOfJob(renderJob.detail) };
}

function digestOf(
  { plan, environment = {} }: FanoutRequest,
  generation: number,
  part: FanoutPlan | null,
): string {
  const run = runDigest(plan, environment);
  return generation === 0 ? run : `${run}/${partTag(part)}`;
}

function partTag(part: FanoutPlan | null): string {
  return part === null ? 'none' : planDigest(part);
}

function assertSamePart(jobs: readonly FoundJob[], { runId }: FanoutRequest, part: FanoutPlan | null): void {
  const other = jobs.find(
    ({ detail, generation }) => generation > 0 && detail.tags?.['render-part'] !== partTag(part),
  );
  if (other === undefined) return;
  throw new FanoutError(
    'RUN_ID_IN_USE',
    `The run '${runId}' is already repaired by ${other.jobName} (${other.jobId}), which renders other frames; follow that one.`,
  );
}

/**
 * The generation's jobs in the lists, and those that only the ledger or this call knows yet; and the ids of which AWS Batch
 * says nothing.
 */
async function withKnownJobs(
  context: SubmitContext,
  { runId }: FanoutRequest,
  entry: LedgerEntry,
  found: readonly FoundJob[],
  generation: number,
  { taken, stopped }: Progress,
): Promise<{ jobs: FoundJob[]; unknown: Set<string> }> {
  const listed = found.filter((job) => job.generation === generation);
  const written = Object.values(entry.jobs).flatMap(({ jobId }) => jobId ?? []);
  const unlisted = [...new Set([...written, ...taken])].filter(
    (id) => !listed.some(({ jobId }) => jobId === id),
  );
  const details = await withPatience(context, `The jobs of '${runId}' could not be described`, () =>
    describeJobs(context.client, unlisted, context.signal),
  );
  const described = new Set(details.map(({ jobId }) => jobId));
  return {
    jobs: [...listed, ...toFoundJobs(runId, details)].filter(({ jobId }) => !stopped.has(jobId)),
    unknown: new Set(unlisted.filter((id) => !described.has(id))),
  };
}

interface Missing {
  readonly inputs: readonly SubmitJobCommandInput[];
  /** The id of the job that stands for an input, where there is one. */
  readonly idOf: (index: number) => string | undefined;
  readonly jobs: readonly FoundJob[];
  readonly entry: LedgerEntry;
  readonly progress: Progress;
}

/** Submits every job that does not stand, in order, the compile job last. */
async function submitMissing(context: SubmitContext, runId: string, missing: Missing): Promise<string[]> {
  const { inputs, idOf, jobs, entry, progress } = missing;
  const names = inputs.map((input) => input.jobName as string);
  const ids: string[] = [];
  for (const [index, input] of inputs.entries()) {
    const jobName = names[index] as string;
    const isCompile = index === inputs.length - 1;
    const waiting =
      isCompile && ids.length > 0 ? { ...input, dependsOn: ids.map((jobId) => ({ jobId })) } : input;
    const known = new Set(jobs.filter((job) => job.jobName === jobName).map(({ jobId }) => jobId));
    const onTaken = (jobId: string) => progress.taken.add(jobId);
    progress.pending = jobName;
    try {
      ids.push(idOf(index) ?? (await submitJob(context, entry, runId, waiting, known, onTaken)));
    } catch (error) {
      if (error instanceof JobNotSubmitted) throw await compensate(context, entry, error, { ids, names });
      throw error;
    }
    progress.ids.set(jobName, ids.at(-1) as string);
    progress.pending = undefined;
  }
  return ids;
}

/** Takes back what nobody would compile, unless it is only late and the caller means to go on. */
async function compensate(
  context: SubmitContext,
  entry: LedgerEntry,
  error: JobNotSubmitted,
  { ids, names }: { readonly ids: readonly string[]; readonly names: readonly string[] },
): Promise<FanoutError> {
  const { cause } = error;
  if (error.isLate && context.onIncomplete === 'keep') {
    const kept =
      ids.length === 0 ? 'no other job was submitted' : `${ids.join(', ')} wait for it; submit again`;
    return new FanoutError('SUBMIT_FAILED', `${error.message}; ${kept}.`, { cause });
  }
  const pending = names[ids.length] as string;
  const deadline = context.clock.now() + COMPENSATION_SECONDS * 1000;
  const reason = `the job ${pending} could not be submitted`;
  const terminations = await terminateJobs({ ...context, deadline, signal: undefined }, ids, reason);
  // What may still run, or may have been taken, is looked for by the next submitter.
  const gone = names.filter((_, index) => index < ids.length && terminations[index]?.failure === undefined);
  await entry.forget(error.isDoubtful ? gone : [...gone, pending]);
  const message = `${error.message}; ${describeTerminations(terminations)}.`;
  return new FanoutError('SUBMIT_FAILED', message, { cause });
}

/**
 * Without a ledger, somebody else may have submitted the same at the same moment: once the lists show these jobs, they show
 * the others too.
 */
async function isAlone(
  context: SubmitContext,
  request: FanoutRequest,
  generation: number,
  ids: readonly string[],
  { stopped }: Progress,
): Promise<boolean> {
  if (context.ledger !== undefined) return true;
  const until = context.clock.now() + context.listLagSeconds * 1000;
  for (let wait = 100; ; wait *= 2) {
    const jobs = (await lookAtRun(context, request)).filter((job) => job.generation === generation);
    const others = jobs.filter(({ jobId }) => !ids.includes(jobId) && !stopped.has(jobId));
    if (others.some(isGoingOn)) return false;
    const isShown = ids.every((id) => jobs.some(({ jobId }) => jobId === id));
    if (isShown || context.clock.now() + wait > until) return true;
    await context.clock.sleep(wait, context.signal);
  }
}

function describeRun(
  request: FanoutRequest,
  made: {
    readonly generation: number;
    readonly renderPlan: FanoutPlan | null;
    readonly inputs: readonly SubmitJobCommandInput[];
    readonly ids: readonly string[];
    readonly stands: readonly (FoundJob | undefined)[];
    readonly isAdopted: boolean;
  },
): SubmittedRun {
  const { plan, ...target } = request;
  const jobs = made.inputs.map(
    ({ jobQueue, jobDefinition }, index): SubmittedJob => ({
      jobId: made.ids[index] as string,
      jobQueue: jobQueue as string,
      jobDefinition: jobDefinition as string,
    }),
  );
  const renderJobs = (made.renderPlan?.renderJobs ?? []).map(({ firstChunk, arraySize }, index) => ({
    ...(jobs[index] as SubmittedJob),
    firstChunk,
    ...(arraySize !== undefined && { arraySize }),
  }));
  return {
    runId: request.runId,
    generation: made.generation,
    plan,
    renderPlan: made.renderPlan,
    adopted: made.isAdopted,
    state: stateOf(made.stands, made.isAdopted),
    renderJobs,
    compileJob: jobs.at(-1) as SubmittedJob,
    target,
  };
}

function stateOf(stands: readonly (FoundJob | undefined)[], isAdopted: boolean): RunState {
  const compile = stands.at(-1);
  if (isAdopted && compile === undefined) return 'unknown';
  if (compile?.detail.status === 'SUCCEEDED') return 'succeeded';
  const isOver = stands.every((job) => job === undefined || !isGoingOn(job));
  return isOver && stands.some((job) => job?.detail.status === 'FAILED') ? 'failed' : 'live';
}

function describe({ ids, pending }: Progress): string {
  const stands = [...ids].map(([name, id]) => `${name} (${id}) stands`);
  const doubt = pending === undefined ? [] : [`${pending} may have been submitted`];
  return [...stands, ...doubt].join('; ') || 'nothing was submitted';
}
