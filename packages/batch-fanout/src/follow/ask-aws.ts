import { FanoutError } from '../errors.js';
import { describeAwsError, isAwsFailure } from '../submit/aws-answer.js';

/**
 * Asks AWS Batch about a run.
 *
 * @throws {@link FanoutError} `FOLLOW_FAILED` with what AWS Batch answered, or why it could not be asked, as `cause`.
 */
export async function askAws<T>(runId: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof FanoutError || !isAwsFailure(cause)) throw cause;
    throw new FanoutError(
      'FOLLOW_FAILED',
      `AWS Batch cannot be asked about the run '${runId}': ${describeAwsError(cause)}.`,
      { cause },
    );
  }
}
