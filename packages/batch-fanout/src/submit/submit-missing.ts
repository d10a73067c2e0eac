import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { FanoutError } from '../errors.js';
import type { FoundJob } from './find-jobs.js';
import type { LedgerEntry } from './ledger-entry.js';
import type { SubmitContext } from './submit-context.js';
import { JobNotSubmitted, submitJob } from './submit-job.js';
import type { SubmitProgress } from './submit-progress.js';
import { describeTerminations, terminateJobs } from './terminate-jobs.js';

/** What {@link submitMissing} goes by. */
export interface Missing {
  /** The SubmitJob calls of the generation, the compile job's last. */
  readonly inputs: readonly SubmitJobCommandInput[];
  /** The id of the job that stands for an input, where there is one. */
  readonly idOf: (index: number) => string | undefined;
  /** The generation's jobs that are known. */
  readonly jobs: readonly FoundJob[];
  readonly entry: LedgerEntry;
  readonly progress: SubmitProgress;
}

/**
 * Submits every job that does not stand, in order, the compile job last. Those that stand are written down too: a compile
 * job's id in the ledger means that every render job's is there.
 */
export async function submitMissing(
  context: SubmitContext,
  runId: string,
  missing: Missing,
): Promise<string[]> {
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
      const standing = idOf(index);
      if (standing !== undefined && entry.jobs[jobName]?.jobId === undefined)
        await entry.accept(jobName, standing);
      ids.push(standing ?? (await submitJob(context, entry, runId, waiting, known, onTaken)));
    } catch (error) {
      if (error instanceof JobNotSubmitted) throw await compensate(context, entry, error, { ids, names });
      throw error;
    }
    progress.ids.set(jobName, ids.at(-1) as string);
    progress.pending = undefined;
  }
  return ids;
}

const COMPENSATION_SECONDS = 30;

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
