import { describe, expect, test } from 'vitest';
import { type ExitRule, retryDecision } from '../../src/engine/retry-decision.js';

const failed = { attempt: 1, exitCode: 75, isStopped: false };
const strategy = (...evaluateOnExit: ExitRule[]) => ({ attempts: 3, evaluateOnExit });

describe('retryDecision', () => {
  test('retries while attempts remain when no rule matches', () => {
    const rules = strategy({ onExitCode: '64', action: 'EXIT' });
    expect([1, 2, 3].map((attempt) => retryDecision(rules, { ...failed, attempt }))).toEqual([
      'RETRY',
      'RETRY',
      'EXIT',
    ]);
  });

  test('takes the first rule that matches', () => {
    const rules = strategy({ onExitCode: '7*', action: 'EXIT' }, { onExitCode: '75', action: 'RETRY' });
    expect(retryDecision(rules, failed)).toBe('EXIT');
  });

  test('needs every condition of a rule', () => {
    const rules = strategy({ onExitCode: '75', onReason: 'OutOfMemory*', action: 'EXIT' });
    expect(retryDecision(rules, failed)).toBe('RETRY');
    expect(retryDecision(rules, { ...failed, reason: 'OutOfMemoryError: killed' })).toBe('EXIT');
  });

  test('reads only a trailing star as a wildcard', () => {
    expect(retryDecision(strategy({ onExitCode: '7', action: 'EXIT' }), failed)).toBe('RETRY');
    expect(retryDecision(strategy({ onExitCode: '*5', action: 'EXIT' }), failed)).toBe('RETRY');
  });

  test('never matches onExitCode without an exit code', () => {
    const rules = strategy({ onExitCode: '*', action: 'EXIT' });
    expect(retryDecision(rules, { attempt: 1, isStopped: false })).toBe('RETRY');
    expect(retryDecision(rules, failed)).toBe('EXIT');
  });

  test('lets a star match an absent reason, so that EXIT on "*" closes a list', () => {
    expect(retryDecision(strategy({ onReason: '*', action: 'EXIT' }), failed)).toBe('EXIT');
  });

  test('matches the status reason', () => {
    const rules = strategy({ onStatusReason: 'Task failed*', action: 'EXIT' });
    expect(retryDecision(rules, { ...failed, statusReason: 'Task failed to start' })).toBe('EXIT');
  });

  test('never retries a job that was stopped, whatever the rules', () => {
    const rules = strategy({ onReason: '*', action: 'RETRY' });
    expect(retryDecision(rules, { ...failed, isStopped: true })).toBe('EXIT');
  });
});
