import { FanoutError } from '../errors.js';
import type { FanoutRequest } from './fanout-request.js';
import { type FoundJob, isStanding } from './find-jobs.js';
import { lookAtRun } from './known-jobs.js';
import { isGoingOn } from './reconcile.js';
import type { SubmitContext } from './submit-context.js';
import type { SubmitProgress } from './submit-progress.js';
import { terminateJobs } from './terminate-jobs.js';

/** Without a ledger, beside jobs that are younger than the lists' lag may stand others that lists do not show yet. */
export async function isSettled(
  { ledger, clock, listLagSeconds, signal }: SubmitContext,
  jobs: readonly FoundJob[],
  progress: SubmitProgress,
): Promise<boolean> {
  const youngest = Math.max(...jobs.map(({ detail }) => detail.createdAt ?? 0));
  const left = youngest + listLagSeconds * 1000 - clock.now();
  if (ledger !== undefined || jobs.length === 0 || progress.hasWaited || left <= 0) return true;
  progress.hasWaited = true;
  await clock.sleep(Math.min(left, listLagSeconds * 1000), signal);
  return false;
}

/**
 * Without a ledger, somebody else may have submitted the same at the same moment: once the lists show these jobs, they show
 * the others too.
 */
export async function isAlone(
  context: SubmitContext,
  request: FanoutRequest,
  generation: number,
  ids: readonly string[],
  { stopped }: SubmitProgress,
): Promise<boolean> {
  if (context.ledger !== undefined) return true;
  const until = context.clock.now() + context.listLagSeconds * 1000;
  for (let wait = 100; ; wait *= 2) {
    const found = await lookAtRun(context, request);
    const jobs = found.filter((job) => job.generation === generation && isStanding(job));
    const others = jobs.filter(({ jobId }) => !ids.includes(jobId) && !stopped.has(jobId));
    if (others.some(isGoingOn)) return false;
    const isShown = ids.every((id) => jobs.some(({ jobId }) => jobId === id));
    if (isShown || context.clock.now() + wait > until) return true;
    await context.clock.sleep(wait, context.signal);
  }
}

/** Terminates jobs that stand beside others of their name. */
export async function stopDuplicates(
  context: SubmitContext,
  duplicates: readonly FoundJob[],
  progress: SubmitProgress,
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
