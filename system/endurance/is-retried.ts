import type { AttemptDetail, EvaluateOnExit, RetryStrategy } from '@aws-sdk/client-batch';

const TIMED_OUT = 'Job attempt duration exceeded timeout';

/**
 * Whether a failed attempt is followed by another, by AWS Batch's documentation alone:
 * https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html
 *
 * @param number - The attempt's, from 1.
 */
export function isRetried(
  { attempts = 1, evaluateOnExit = [] }: RetryStrategy = {},
  attempt: AttemptDetail,
  number: number,
): boolean {
  if (number >= attempts || attempt.statusReason === TIMED_OUT || attempt.container?.exitCode === 0)
    return false;
  const rule = evaluateOnExit.find((candidate) => isMet(candidate, attempt));
  return rule === undefined || rule.action === 'RETRY';
}

function isMet(
  { onExitCode, onReason, onStatusReason }: EvaluateOnExit,
  { container, statusReason = '' }: AttemptDetail,
): boolean {
  const { exitCode, reason = '' } = container ?? {};
  return (
    (onExitCode === undefined || (exitCode !== undefined && toPattern(onExitCode).test(String(exitCode)))) &&
    (onReason === undefined || toPattern(onReason).test(reason)) &&
    (onStatusReason === undefined || toPattern(onStatusReason).test(statusReason))
  );
}

/** Patterns here are letters, digits, blanks and a star at the end. */
function toPattern(glob: string): RegExp {
  return new RegExp(`^${glob.replace('*', '.*')}$`);
}
