import { type DependencyOutcome, dependencyOutcome } from './dependencies.js';
import { jobIdOf, type SubmittedJob } from './job-record.js';
import { isTerminal } from './job-state.js';
import type { Store } from './store.js';

/** Remembers which jobs wait for which, so that an ending looks only at those it concerns. */
export class Waiting {
  readonly #store: Store;
  readonly #dependents = new Map<string, SubmittedJob[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Judges a job's dependencies as they are now. A cancelled job is waiting until every one of them has ended, because
   * AWS Batch processes the cancellation of a PENDING job only then.
   */
  judge(job: SubmittedJob): DependencyOutcome {
    const dependencies = job.request.dependsOn.flatMap(({ jobId }) => this.#store.job(jobId) ?? []);
    const open = dependencies.filter(({ state }) => !isTerminal(state));
    const outcome = dependencyOutcome(dependencies.map(({ state }) => state));
    const isHeld = job.stop?.by === 'cancel' && open.length > 0;
    if (outcome !== 'waiting' && !isHeld) return outcome;
    for (const jobId of open.map(jobIdOf)) {
      const waiting = this.#dependents.get(jobId);
      if (!waiting) this.#dependents.set(jobId, [job]);
      else if (!waiting.includes(job)) waiting.push(job);
    }
    return 'waiting';
  }

  /** The jobs to judge again now that this one has ended. */
  release(jobId: string): readonly SubmittedJob[] {
    const waiting = this.#dependents.get(jobId) ?? [];
    this.#dependents.delete(jobId);
    return waiting;
  }
}
