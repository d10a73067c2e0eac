import { FanoutError } from '../errors.js';
import { describeRun } from './describe-run.js';
import type { FanoutRequest, GenerationTarget } from './fanout-request.js';
import { type Generation, generationDigest, newestGeneration } from './generation.js';
import { jobRequests } from './job-requests.js';
import { assertSamePart, forgottenJobs, knownJobs, lookAtRun } from './known-jobs.js';
import { LeaseLost, openLedgerEntry } from './ledger-entry.js';
import { isGoingOn, standingJobs } from './reconcile.js';
import { isAlone, isSettled, stopDuplicates } from './settle.js';
import type { SubmitContext } from './submit-context.js';
import { submitMissing } from './submit-missing.js';
import { describeProgress, newProgress, type SubmitProgress } from './submit-progress.js';
import type { SubmittedRun } from './submitted-run.js';

const ROUND_MS = 1_000;

/** Submits one generation of a run exactly once: the newest, or the given repair. */
export async function submitGeneration(
  options: Omit<SubmitContext, 'deadline'>,
  request: FanoutRequest,
  repair: Generation | undefined,
): Promise<SubmittedRun> {
  const context = { ...options, deadline: options.clock.now() + options.deadlineSeconds * 1000 };
  jobRequests(request.plan, { ...request, ...repair });
  const progress = newProgress();
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
    throw new FanoutError('ABORTED', `The submission was stopped as asked; ${describeProgress(progress)}.`, {
      cause: error,
    });
  }
}

/** One look at what stands and one go at what is missing; undefined where it has to be looked at again. */
async function submitRound(
  context: SubmitContext,
  request: FanoutRequest,
  repair: Generation | undefined,
  progress: SubmitProgress,
): Promise<SubmittedRun | undefined> {
  const found = await lookAtRun(context, request);
  const { generation, renderPlan, renderPlanUri } =
    repair ?? (await newestGeneration(context, request, found));
  const target: GenerationTarget = { ...request, generation, renderPlan, renderPlanUri };
  const inputs = jobRequests(request.plan, target);
  const entry = await openLedgerEntry(context, {
    runId: request.runId,
    generation,
    digest: generationDigest(request, { generation, renderPlan }),
    renderPlan: generation === 0 ? undefined : renderPlan,
    renderPlanUri,
    jobNames: inputs.map(({ jobName }) => jobName as string),
  });
  const { jobs, unknown } = await knownJobs(context, request, entry, found, generation, progress);
  assertSamePart(jobs, request, renderPlan);
  // Somebody has terminated it, and until it has stopped nobody knows who.
  if (jobs.some((job) => job.detail.isTerminated && isGoingOn(job))) return undefined;

  const standing = standingJobs(jobs, inputs.length - 1);
  if (standing.duplicates.length > 0) {
    await stopDuplicates(context, standing.duplicates, progress);
    return undefined;
  }
  for (const { jobName, jobId } of jobs.filter(isGoingOn)) progress.ids.set(jobName, jobId);
  if (!(await isSettled(context, jobs, progress))) return undefined;
  const forgotten = forgottenJobs(standing.compileJob, jobs);
  const stands = [...standing.renderJobs, standing.compileJob];
  const written = inputs.map(({ jobName = '' }) => entry.jobs[jobName]);
  const wasComplete = written.every((job) => job?.jobId !== undefined);
  const idOf = (index: number) => {
    const isRender = index < inputs.length - 1;
    const known = stands[index]?.jobId ?? (isRender ? forgotten.shift() : undefined);
    const { jobId, intendedAt = 0 } = written[index] ?? {};
    if (known !== undefined || jobId === undefined || !unknown.has(jobId)) return known;
    // AWS Batch may not tell of it yet. Once it has forgotten a render job, no compile job can wait for that.
    const isRecent = context.clock.now() < intendedAt + context.listLagSeconds * 1000;
    return wasComplete || isRecent ? jobId : undefined;
  };
  const ids = await submitMissing(context, request.runId, { inputs, idOf, jobs, entry, progress });
  if (progress.taken.size > 0 && !(await isAlone(context, request, generation, ids, progress)))
    return undefined;
  const isAdopted = !ids.some((id) => progress.taken.has(id));
  return describeRun(request, { generation, renderPlan, inputs, ids, stands, isAdopted });
}
