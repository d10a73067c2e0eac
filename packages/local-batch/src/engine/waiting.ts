import { type DependencyOutcome, dependencyOutcome } from './dependencies.js';
import {
  type ChildJob,
  type Dependency,
  type JobRecord,
  jobIdOf,
  requestOf,
  type SubmittedJob,
} from './job-record.js';
import { isTerminal } from './job-state.js';
import type { Store } from './store.js';

const NOTHING: readonly JobRecord[] = [];

/** Remembers which jobs wait for which, so that an ending looks only at those it concerns. */
export class Waiting {
  readonly #store: Store;
  /** Sets, because a hundred thousand jobs may wait for one. */
  readonly #dependents = new Map<string, Set<JobRecord>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** What of a submitted job is judged by itself: all children alike together, or each alone. */
  waitersOf(job: SubmittedJob): readonly JobRecord[] {
    const isEachAlone = job.request.dependsOn.some(isPerChild);
    return job.kind === 'array' && isEachAlone ? job.children : [job];
  }

  /**
   * Judges a job's dependencies as they are now. A cancelled job is waiting until every one of them has ended, because
   * AWS Batch processes the cancellation of a PENDING job only then.
   */
  judge(waiter: JobRecord): DependencyOutcome {
    const dependencies = requestOf(waiter).dependsOn.flatMap((dependency) => this.#find(waiter, dependency));
    const open = dependencies.filter(({ state }) => !isTerminal(state));
    const outcome = dependencyOutcome(dependencies.map(({ state }) => state));
    const isHeld = waiter.stop?.by === 'cancel' && open.length > 0;
    if (outcome !== 'waiting' && !isHeld) return outcome;
    for (const jobId of open.map(jobIdOf)) {
      const waiting = this.#dependents.get(jobId);
      if (waiting) waiting.add(waiter);
      else this.#dependents.set(jobId, new Set([waiter]));
    }
    return 'waiting';
  }

  /** The jobs to judge again now that this one has ended, in the order in which they came. */
  release(jobId: string): Iterable<JobRecord> {
    const waiting = this.#dependents.get(jobId) ?? NOTHING;
    this.#dependents.delete(jobId);
    return waiting;
  }

  #find(waiter: JobRecord, dependency: Dependency): JobRecord | readonly JobRecord[] {
    if (waiter.kind !== 'child' || !isPerChild(dependency)) return this.#whole(dependency);
    return dependency.type === 'SEQUENTIAL' ? before(waiter) : this.#counterpart(waiter, dependency);
  }

  #whole({ jobId }: Dependency): JobRecord | readonly JobRecord[] {
    return jobId === undefined ? NOTHING : (this.#store.jobs.find(jobId) ?? NOTHING);
  }

  #counterpart({ index }: ChildJob, { jobId = '' }: Dependency): JobRecord | readonly JobRecord[] {
    return this.#store.jobs.find(`${jobId}:${index}`) ?? NOTHING;
  }
}

function isPerChild({ jobId, type }: Dependency): boolean {
  return type === 'N_TO_N' || (type === 'SEQUENTIAL' && jobId === undefined);
}

function before({ index, parent }: ChildJob): JobRecord | readonly JobRecord[] {
  return parent.children[index - 1] ?? NOTHING;
}
