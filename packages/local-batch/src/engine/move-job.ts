import { LocalBatchError } from '../errors.js';
import { ARRAY_CHILD_FAILED, moveInSummary, parentState } from './array-parent.js';
import { type ArrayJob, type JobRecord, jobIdOf, type RunnableJob } from './job-record.js';
import { isAllowedEdge, isTerminal, type JobState } from './job-state.js';

/**
 * Moves a job along an allowed edge, and its parent with it.
 *
 * @param at - Epoch milliseconds.
 * @returns What moved: the job, and its parent where that moved too.
 * @throws {@link LocalBatchError} `ServerException` if the engine asks for an edge that does not exist.
 */
export function moveJob(job: RunnableJob, to: JobState, at: number): readonly JobRecord[] {
  const from = job.state;
  setState(job, to, at);
  if (job.kind !== 'child') return [job];
  job.parent.summary = moveInSummary(job.parent.summary, from, to);
  job.parent.summaryUpdatedAt = at;
  return moveParent(job.parent, at) ? [job, job.parent] : [job];
}

function moveParent(parent: ArrayJob, at: number): boolean {
  const to = parentState(parent.summary);
  if (to === parent.state) return false;
  setState(parent, to, at);
  if (to === 'FAILED') {
    parent.statusReason = parent.stop?.reason ?? parent.statusReason ?? ARRAY_CHILD_FAILED;
  }
  return true;
}

function setState(job: JobRecord, to: JobState, at: number): void {
  if (!isAllowedEdge(job.state, to)) {
    throw new LocalBatchError('ServerException', `Job ${jobIdOf(job)} cannot go from ${job.state} to ${to}`);
  }
  job.state = to;
  if (to === 'RUNNABLE') job.runnableAt = at;
  if (isTerminal(to)) job.stoppedAt = at;
}
