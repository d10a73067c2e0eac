import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { FanoutError } from '../errors.js';
import { describeAwsError, failureOf } from './aws-answer.js';
import { backoffMs } from './backoff.js';
import { type FoundJob, findJobs, isStanding } from './find-jobs.js';
import { LeaseLost, type LedgerEntry } from './ledger-entry.js';
import { sendSubmitJob } from './send-submit-job.js';
import type { SubmitContext } from './submit-context.js';

/** A job that AWS Batch did not take: refused for good, or not within the deadline. */
export class JobNotSubmitted extends FanoutError {
  /** Whether AWS Batch may have taken the job all the same. */
  readonly isDoubtful: boolean;
  /** Whether trying later could help. */
  readonly isLate: boolean;

  constructor(input: SubmitJobCommandInput, cause: unknown, kind: { isDoubtful: boolean; isLate: boolean }) {
    const doubt = kind.isDoubtful ? '; AWS Batch may have taken it all the same' : '';
    super(
      'SUBMIT_FAILED',
      `The job ${input.jobName} could not be submitted to ${input.jobQueue}: ${describeAwsError(cause)}${doubt}`,
      { cause },
    );
    this.isDoubtful = kind.isDoubtful;
    this.isLate = kind.isLate;
  }
}

const LOOK_AGAIN_MS = 1_000;

/**
 * Submits one job once. After an answer that says nothing, the job is looked for by its name until AWS Batch's lists would
 * surely show it; only then is the request sent again.
 *
 * @param known - Ids of jobs of this name that do not count.
 * @param onTaken - Told the job's id as soon as it is known.
 * @returns The job's id.
 */
export async function submitJob(
  context: SubmitContext,
  entry: LedgerEntry,
  runId: string,
  input: SubmitJobCommandInput,
  known: ReadonlySet<string>,
  onTaken: (jobId: string) => void,
): Promise<string> {
  const { client, clock, signal } = context;
  const accepted = async (jobId: string) => {
    // Known before it is written down, because writing can fail.
    onTaken(jobId);
    await entry.accept(jobName, jobId);
    return jobId;
  };
  const jobName = input.jobName as string;
  const earlier = entry.jobs[jobName];
  if (earlier !== undefined) {
    // Somebody meant to send this request and was not heard of again.
    const jobId = await lookFor(context, runId, input, known, earlier.intendedAt);
    if (jobId !== undefined) return accepted(jobId);
  }
  for (let failures = 0; ; failures += 1) {
    signal?.throwIfAborted();
    await entry.intend(jobName);
    try {
      return await accepted(await sendSubmitJob(client, input, signal));
    } catch (cause) {
      if (cause instanceof LeaseLost) throw cause;
      const failure = failureOf(cause);
      if (failure === 'refused')
        throw new JobNotSubmitted(input, cause, { isDoubtful: false, isLate: false });
      if (signal?.aborted) throw cause;
      if (failure === 'ambiguous') {
        const jobId = await lookFor(context, runId, input, known, clock.now(), cause);
        if (jobId !== undefined) return accepted(jobId);
      }
      const wait = backoffMs(failures, clock.random());
      if (clock.now() + wait >= context.deadline) {
        throw new JobNotSubmitted(input, cause, { isDoubtful: false, isLate: true });
      }
      await clock.sleep(wait, signal);
    }
  }
}

/**
 * Looks for a job by its name until the lists would surely show it.
 *
 * @returns Its id; undefined once a look at the lists, later than `sentAt` by their lag, has not shown it.
 * @throws {@link JobNotSubmitted} past the deadline, because nobody could say.
 */
async function lookFor(
  context: SubmitContext,
  runId: string,
  input: SubmitJobCommandInput,
  known: ReadonlySet<string>,
  sentAt: number,
  cause: unknown = new Error('an earlier request was not answered'),
): Promise<string | undefined> {
  const { client, clock, signal, listLagSeconds } = context;
  const { jobName: namePrefix = '', jobQueue = '' } = input;
  for (;;) {
    const isShown = clock.now() >= sentAt + listLagSeconds * 1000;
    try {
      const jobs = await findJobs(client, { runId, namePrefix, jobQueues: [jobQueue] }, signal);
      const job = jobs.find(
        (each) => each.jobName === namePrefix && isStanding(each) && !known.has(each.jobId),
      );
      if (job !== undefined) return sameRun(job, input, runId).jobId;
      if (isShown) return undefined;
    } catch (error) {
      if (signal?.aborted || error instanceof FanoutError) throw error;
    }
    if (clock.now() + LOOK_AGAIN_MS >= context.deadline) {
      throw new JobNotSubmitted(input, cause, { isDoubtful: true, isLate: true });
    }
    await clock.sleep(LOOK_AGAIN_MS, signal);
  }
}

/** A job of the same name is ours only if it renders the same. */
function sameRun(job: FoundJob, { tags }: SubmitJobCommandInput, runId: string): FoundJob {
  const isSame = ['render-digest', 'render-part'].every((name) => job.detail.tags?.[name] === tags?.[name]);
  if (isSame) return job;
  throw new FanoutError(
    'RUN_ID_IN_USE',
    `The job ${job.jobName} (${job.jobId}) has the run id '${runId}' but renders something else; use another run id.`,
  );
}
