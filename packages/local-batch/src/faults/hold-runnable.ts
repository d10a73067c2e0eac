import { jobIdOf, type RunnableJob, requestOf } from '../engine/job-record.js';
import type { FaultBook } from './fault-book.js';
import { isTarget } from './is-target.js';

/** Keeps jobs RUNNABLE for as long as `slow-runnable` faults say. */
export class HoldRunnable {
  readonly #faults: FaultBook;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(faults: FaultBook) {
    this.#faults = faults;
  }

  /** @returns Whether the job is held; `release` is called once its time is over, unless all are closed before. */
  hold(job: RunnableJob, release: () => void): boolean {
    const faults = this.#faults.of('slow-runnable');
    if (faults.length === 0) return false;
    const { jobName } = requestOf(job);
    const target = { jobId: jobIdOf(job), jobName, attempt: job.attempts.length + 1 };
    const fault = faults.find((candidate) => isTarget(candidate, target) && this.#faults.strike(candidate));
    if (!fault) return false;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      release();
    }, fault.forMs);
    this.#timers.add(timer);
    return true;
  }

  /** Releases nothing any more. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
