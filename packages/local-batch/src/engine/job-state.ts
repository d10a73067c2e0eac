/** The seven states of a job, in the order in which it walks them. */
export const JOB_STATES = [
  'SUBMITTED',
  'PENDING',
  'RUNNABLE',
  'STARTING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
] as const;

/** One of {@link JOB_STATES}. */
export type JobState = (typeof JOB_STATES)[number];

// PENDING → SUCCEEDED is the array parent's edge alone; → RUNNABLE from STARTING and RUNNING is a further attempt.
const EDGES: Readonly<Record<JobState, readonly JobState[]>> = {
  SUBMITTED: ['PENDING', 'RUNNABLE', 'FAILED'],
  PENDING: ['RUNNABLE', 'SUCCEEDED', 'FAILED'],
  RUNNABLE: ['STARTING', 'FAILED'],
  STARTING: ['RUNNING', 'RUNNABLE', 'FAILED'],
  RUNNING: ['RUNNABLE', 'SUCCEEDED', 'FAILED'],
  SUCCEEDED: [],
  FAILED: [],
};

/** Whether a job may go from one state straight to the other. */
export function isAllowedEdge(from: JobState, to: JobState): boolean {
  return EDGES[from].includes(to);
}

/** Whether a job in this state stays there for good. */
export function isTerminal(state: JobState): state is 'SUCCEEDED' | 'FAILED' {
  return state === 'SUCCEEDED' || state === 'FAILED';
}
