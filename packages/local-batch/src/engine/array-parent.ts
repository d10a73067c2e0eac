import type { JobState } from './job-state.js';

/** How many children of an array are in each state. */
export type ArraySummary = Readonly<Record<JobState, number>>;

/** The states an array parent can be in; it never starts or runs itself. */
export type ParentState = 'SUBMITTED' | 'PENDING' | 'SUCCEEDED' | 'FAILED';

/** What AWS Batch writes into a parent whose child failed. */
export const ARRAY_CHILD_FAILED = 'Array Child Job failed';

/** The summary of an array none of whose children has moved. */
export function newSummary(size: number): ArraySummary {
  return { SUBMITTED: size, PENDING: 0, RUNNABLE: 0, STARTING: 0, RUNNING: 0, SUCCEEDED: 0, FAILED: 0 };
}

/** The summary of an array without children. */
export function emptySummary(): ArraySummary {
  return newSummary(0);
}

/** The summary with one child more. */
export function addToSummary(summary: ArraySummary, state: JobState): ArraySummary {
  return { ...summary, [state]: summary[state] + 1 };
}

/** The summary after one child moved. */
export function moveInSummary(summary: ArraySummary, from: JobState, to: JobState): ArraySummary {
  return { ...summary, [from]: summary[from] - 1, [to]: summary[to] + 1 };
}

/**
 * The parent's state. It stays PENDING until the last child has ended, whatever happened to the others, as the
 * service model says of ListJobs' jobStatus.
 */
export function parentState(summary: ArraySummary): ParentState {
  const { SUBMITTED, PENDING, RUNNABLE, STARTING, RUNNING, SUCCEEDED, FAILED } = summary;
  const alive = PENDING + RUNNABLE + STARTING + RUNNING;
  if (alive + SUCCEEDED + FAILED === 0) return 'SUBMITTED';
  if (SUBMITTED + alive > 0) return 'PENDING';
  return FAILED > 0 ? 'FAILED' : 'SUCCEEDED';
}
