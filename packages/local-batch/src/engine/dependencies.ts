import { isTerminal, type JobState } from './job-state.js';

/** Whether a job still waits for others, may run, or never will. */
export type DependencyOutcome = 'waiting' | 'met' | 'failed';

/** What AWS Batch writes into a job whose dependency failed. */
export const DEPENDENT_JOB_FAILED = 'Dependent Job failed';

/** Judges a job's dependencies by their states. One failure decides at once, even while others still run. */
export function dependencyOutcome(states: readonly JobState[]): DependencyOutcome {
  if (states.includes('FAILED')) return 'failed';
  return states.every(isTerminal) ? 'met' : 'waiting';
}
