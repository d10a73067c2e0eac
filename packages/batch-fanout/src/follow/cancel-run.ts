import { TerminateJobCommand } from '@aws-sdk/client-batch';
import { FanoutError } from '../errors.js';
import { assertAbove0, assertFrom0 } from '../plan/assert-option.js';
import { describeAwsError, failureOf } from '../submit/aws-answer.js';
import { backoffMs } from '../submit/backoff.js';
import type { BatchSender } from '../submit/batch-sender.js';
import { type Clock, systemClock } from '../submit/clock.js';
import {
  CANCELLED,
  describeJobs,
  type FoundJob,
  findJobs,
  isStanding,
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
  /** Seconds after which AWS Batch's lists surely show a job, 0 or more: so long a run without known jobs is looked for. @defaultValue 15 */
  readonly listLagSeconds?: number | undefined;
  /** Time and chance. @defaultValue the machine's */
  readonly clock?: Clock | undefined;
}

/** Where a run may be. */
export interface RunPlace {
  /** The run's id. */
  readonly runId: string;
  /** Names or ARNs of the queues that its jobs may be in. */
  readonly jobQueues: readonly string[];
}

const LOOK_AGAIN_MS = 1_000;

/**
 * Stops everything of a run's newest generation, the compile job first, and waits until it has stopped. What is rendered
 * stays; submitting the same run again goes on from there.
 *
 * @param client - The caller's `BatchClient`.
 * @param run - From `submit`, `repairRun` or `findRun`; or the run's id and the queues that its jobs may be in, where nobody
 *   has more, as of a run whose compile job was never submitted.
 * @param reason - Shown with the jobs, up to 900 characters.
 * @throws {@link FanoutError} `CANCEL_FAILED` naming the jobs that still go on, with AWS Batch's answer as `cause`, or where
 *   no job of the run is known; `INVALID_OPTION` without a reason, or if a number of seconds is out of its bounds.
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
  const { deadlineSeconds = 120, listLagSeconds = 15, signal, clock = systemClock } = options;
  assertAbove0('deadlineSeconds', deadlineSeconds);
  assertFrom0('listLagSeconds', listLagSeconds);
  if (typeof reason !== 'string') throw new FanoutError('INVALID_OPTION', 'reason is not a text; say why.');
  const beganAt = clock.now();
  const deadline = beganAt + deadlineSeconds * 1000;
  let isFound = false;
  let left: readonly FoundJob[] = [];
  let cause: unknown;

  for (let failures = 0; ; ) {
    signal?.throwIfAborted();
    try {
      const { jobs, isKnown } = await jobsOf(client, run, signal);
      isFound ||= isKnown;
      left = jobs.filter(isGoingOn).sort(compileFirst);
      if (left.length === 0 && isFound) return;
      if (!isFound && clock.now() >= beganAt + listLagSeconds * 1000) throw notFound(run as RunPlace);
      for (const { jobId } of left) {
        const command = new TerminateJobCommand({ jobId, reason: `${CANCELLED}: ${reason.slice(0, 900)}` });
        await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      }
      failures = 0;
      cause = undefined;
    } catch (error) {
      if (error instanceof FanoutError) throw error;
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

/** Nothing can be confirmed of a run of which nothing is known. */
function notFound({ runId, jobQueues }: RunPlace): FanoutError {
  return new FanoutError(
    'CANCEL_FAILED',
    `AWS Batch knows no job of the run '${runId}' in ${jobQueues.join(', ')}; correct the run id or the queues.`,
  );
}

/** The given jobs, which lists may not show yet, and those of the newest generation of the same film. */
async function jobsOf(
  client: BatchSender,
  run: RunJobs | RunPlace,
  signal: AbortSignal | undefined,
): Promise<{ readonly jobs: FoundJob[]; readonly isKnown: boolean }> {
  const query = { runId: run.runId, namePrefix: `${run.runId}-g` };
  if ('jobQueues' in run) {
    const listed = await findJobs(client, { ...query, jobQueues: run.jobQueues }, signal);
    return { jobs: newestOf(listed), isKnown: listed.length > 0 };
  }
  const given = [run.compileJob, ...run.renderJobs];
  const ids = given.map(({ jobId }) => jobId);
  const known = toFoundJobs(run.runId, await describeJobs(client, ids, signal));
  const jobQueues = given.map(({ jobQueue }) => jobQueue);
  const listed = await findJobs(client, { ...query, jobQueues }, signal);
  const digest = known[0]?.detail.tags?.['render-digest'];
  const ours = listed.filter(
    ({ detail }) => digest !== undefined && detail.tags?.['render-digest'] === digest,
  );
  const others = newestOf(ours).filter(({ jobId }) => !ids.includes(jobId));
  return { jobs: [...known, ...others], isKnown: true };
}

function newestOf(jobs: readonly FoundJob[]): FoundJob[] {
  const standing = jobs.filter(isStanding);
  const newest = Math.max(...standing.map(({ generation }) => generation));
  return standing.filter(({ generation }) => generation === newest);
}

function compileFirst(a: FoundJob, b: FoundJob): number {
  return Number(b.step === 'compile') - Number(a.step === 'compile');
}
