import { FanoutError } from '../errors.js';
import { describeAwsError, failureOf } from './aws-answer.js';
import { backoffMs } from './backoff.js';
import type { BatchSender } from './batch-sender.js';
import type { Clock } from './clock.js';
import type { ReadPlanAt } from './part-of-job.js';
import type { SubmissionLedger } from './submission-ledger.js';

/** What every step of one submission is given. */
export interface SubmitContext {
  readonly client: BatchSender;
  readonly ledger: SubmissionLedger | undefined;
  readonly owner: string;
  readonly listLagSeconds: number;
  readonly deadlineSeconds: number;
  readonly onIncomplete: 'terminate' | 'keep';
  readonly readPlanAt: ReadPlanAt | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** When the submission must be done, in milliseconds since 1970. */
  readonly deadline: number;
}

/**
 * Reads something from AWS, and again after throttles and lost answers, until it is there or the deadline has passed.
 * Only for what may be done any number of times.
 */
export async function withPatience<T>(
  context: SubmitContext,
  what: string,
  read: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      context.signal?.throwIfAborted();
      return await read();
    } catch (cause) {
      const wait = backoffMs(failures, context.clock.random());
      const isFinal = failureOf(cause) === 'refused' || context.clock.now() + wait >= context.deadline;
      if (context.signal?.aborted) throw cause;
      if (isFinal) throw new FanoutError('SUBMIT_FAILED', `${what}: ${describeAwsError(cause)}.`, { cause });
      await context.clock.sleep(wait, context.signal);
    }
  }
}
