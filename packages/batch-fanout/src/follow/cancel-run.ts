import { TerminateJobCommand } from '@aws-sdk/client-batch';
import { FanoutError } from '../errors.js';
import { assertAbove0 } from '../plan/assert-option.js';
import { describeAwsError, failureOf } from '../submit/aws-answer.js';
import { backoffMs } from '../submit/backoff.js';
import type { BatchSender } from '../submit/batch-sender.js';
import { type Clock, systemClock } from '../submit/clock.js';
import {
  describeJobs,
  type FoundJob,
  findJobs,
  TERMINATION_PREFIX,
  toFoundJobs,
} from '../submit/find-jobs.js';
import { isGoingOn } from '../submit/reconcile.js';
import type { RunJobs } from '../submit/submitted-run.js';

/** How {@link cancelRun} goes about it. */
export interface CancelOptions {
  /** Seconds within which everything must have ended, above 0; jobs get 30 seconds from AWS Batch to stop. @defaultValue 120 */
  readonly deadlineSeconds?: number | undefined;
  /** Stops waiting; what was terminated stays so. */
  readonly signal?: AbortSignal | undefined;
  /** Time and chance. @defaultValue the machine's */
  readonly clock?: Clock | undefined;
}

/** Starts the reason of jobs that were cancelled. */
export const CANCELLED = `${TERMINATION_PREFIX} cancelled`;

const LOOK_AGAIN_MS = 1_000;

/**
 * Stops everything of a run's newest generation, the compile job first, and waits until it has stopped. What is rendered
 * stays; submitting the same run again goes on from there.
 *
 * @param client - The caller's `BatchClient`.
 * @param run - From `submit`, `repairRun` or `findRun`; or the run's id and the queues that its jobs may be in, where nobody
 *   has more, as of a run whose compile job was never submitted.
 * @param reason - Shown with the jobs, up to 900 characters.
 * @throws {@link FanoutError} `CANCEL_FAILED` naming the jobs that still go on, with AWS Batch's answer as `cause`.
 * @example
 * ```ts
 * await cancelRun(client, run, 'wrong camera');
 * ```
 */
export async function cancelRun(
  client: BatchSender,
  run: RunJobs | RunPlace,
  reason: string,
  options: CancelOptions = {},
): Promise<void> {
  const { deadlineSeconds = 120, signal, clock = systemClock } = options;
  assertAbove0('deadlineSeconds', deadlineSeconds);
  const deadline = clock.now() + deadlineSeconds * 1000;
  let left: readonly FoundJob[] = [];
  let cause: unknown;

  for (let failures = 0; ; ) {
    signal?.throwIfAborted();
    try {
      left = (await jobsOf(client, run, signal)).filter(isGoingOn).sort(compileFirst);
      if (left.length === 0) return;
      for (const { jobId } of left) {
        const command = new TerminateJobCommand({ jobId, reason: `${CANCELLED}: ${reason.slice(0, 900)}` });
        await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      }
      failures = 0;
      cause = undefined;
    } catch (error) {
      cause = error;
      failures += 1;
      if (failureOf(error) === 'refused') break;
    }
    const wait = LOOK_AGAIN_MS + backoffMs(failures, clock.random());
    if (clock.now() + wait >= deadline) break;
    await clock.sleep(wait, signal);
  }
  const names = left.map(({ jobName, jobId }) => `${jobName} (${jobId})`).join(', ') || 'its jobs';
  const answer = cause === undefined ? 'they have not stopped in time' : describeAwsError(cause);
  throw new FanoutError(
    'CANCEL_FAILED',
    `Of the run '${run.runId}' ${names} may still go on: ${answer}; cancel again.`,
    { cause },
  );
}

/** Where a run may be. */
export interface RunPlace {
  /** The run's id. */
  readonly runId: string;
  /** Names or ARNs of the queues that its jobs may be in. */
  readonly jobQueues: readonly string[];
}

/** The given jobs, which lists may not show yet, and those of the newest generation of the same film. */
async function jobsOf(
  client: BatchSender,
  run: RunJobs | RunPlace,
  signal: AbortSignal | undefined,
): Promise<FoundJob[]> {
  const given = 'compileJob' in run ? [run.compileJob, ...run.renderJobs] : [];
  const jobQueues = 'jobQueues' in run ? run.jobQueues : given.map(({ jobQueue }) => jobQueue);
  const ids = given.map(({ jobId }) => jobId);
  const known = toFoundJobs(run.runId, await describeJobs(client, ids, signal));
  const query = { runId: run.runId, namePrefix: `${run.runId}-g`, jobQueues };
  const listed = await findJobs(client, query, signal);
  const digest = known[0]?.detail.tags?.['render-digest'];
  const isSameFilm = ({ detail }: FoundJob) =>
    digest !== undefined && detail.tags?.['render-digest'] === digest;
  const ours = 'jobQueues' in run ? listed : listed.filter(isSameFilm);
  const newest = Math.max(...ours.map(({ generation }) => generation));
  const others = ours.filter(({ generation, jobId }) => generation === newest && !ids.includes(jobId));
  return [...known, ...others];
}

function compileFirst(a: FoundJob, b: FoundJob): number {
  return Number(b.step === 'compile') - Number(a.step === 'compile');
}
