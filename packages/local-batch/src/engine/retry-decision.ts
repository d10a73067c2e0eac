import { matchesPattern } from './matches-pattern.js';

/** One rule of a retry strategy; every condition given must match. A trailing `*` matches any rest. */
export interface ExitRule {
  readonly onExitCode?: string | undefined;
  readonly onReason?: string | undefined;
  readonly onStatusReason?: string | undefined;
  readonly action: 'RETRY' | 'EXIT';
}

/** How often a job may run, 1 to 10 times in all, and which endings allow another run. */
export interface RetryStrategy {
  readonly attempts: number;
  readonly evaluateOnExit: readonly ExitRule[];
}

/** A failed attempt, as the rules see it. */
export interface FailedAttempt {
  /** The attempt's number, from 1. */
  readonly attempt: number;
  /** Absent when the task never started. */
  readonly exitCode?: number | undefined;
  readonly reason?: string | undefined;
  readonly statusReason?: string | undefined;
  /** Cancelled, terminated or timed out: such a job is never retried. */
  readonly isStopped: boolean;
}

/** Decides whether a failed job runs again: the first matching rule, else RETRY, both only while attempts remain. */
export function retryDecision(strategy: RetryStrategy, failed: FailedAttempt): 'RETRY' | 'EXIT' {
  if (failed.isStopped || failed.attempt >= strategy.attempts) return 'EXIT';
  return strategy.evaluateOnExit.find((rule) => isMatch(rule, failed))?.action ?? 'RETRY';
}

function isMatch(rule: ExitRule, failed: FailedAttempt): boolean {
  return (
    (rule.onExitCode === undefined ||
      (failed.exitCode !== undefined && matchesPattern(rule.onExitCode, String(failed.exitCode)))) &&
    (rule.onReason === undefined || matchesPattern(rule.onReason, failed.reason ?? '')) &&
    (rule.onStatusReason === undefined || matchesPattern(rule.onStatusReason, failed.statusReason ?? ''))
  );
}
