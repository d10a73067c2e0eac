import type { SubmittedJob } from './job-record.js';

/** A job and its number, by which a later page finds where it begins. */
export type NumberedJob = readonly [number: number, job: SubmittedJob];

/** The jobs of one queue in the order of their submission, from which those that are forgotten can be taken out. */
export class JobList {
  #jobs: NumberedJob[] = [];
  readonly #forgotten = new Set<SubmittedJob>();

  add(job: SubmittedJob): void {
    this.#jobs.push([job.request.number, job]);
  }

  forget(job: SubmittedJob): void {
    this.#forgotten.add(job);
    // Taking each out at once would copy the list every time.
    if (this.#forgotten.size * 2 < this.#jobs.length) return;
    this.#jobs = this.#jobs.filter(([, kept]) => !this.#forgotten.has(kept));
    this.#forgotten.clear();
  }

  /** Newest first, beginning with the job of this number or the next older one. */
  *downwards(from = Number.POSITIVE_INFINITY): Generator<NumberedJob> {
    for (let position = this.#lastUpTo(from); position >= 0; position -= 1) {
      const entry = this.#jobs[position];
      if (entry && !this.#forgotten.has(entry[1])) yield entry;
    }
  }

  #lastUpTo(number: number): number {
    let [low, high] = [0, this.#jobs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#jobs[middle]?.[0] ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
