import { Fifo } from './fifo.js';
import { type RunnableJob, requestOf } from './job-record.js';

/** vCPU-seconds. */
const NEGLIGIBLE = 0.001;

/** The jobs of one share identifier: those that wait, the highest priority first, and how much the others use. */
export class Share {
  readonly #linesByPriority = new Map<number, Fifo<RunnableJob>>();
  #priorities: readonly number[] = [];
  #running = 0;
  /** vCPU-seconds, those of long ago counting less. */
  #usage = 0;
  #usageAt = 0;

  add(job: RunnableJob): void {
    const { schedulingPriority } = requestOf(job);
    let line = this.#linesByPriority.get(schedulingPriority);
    if (!line) {
      line = new Fifo();
      this.#linesByPriority.set(schedulingPriority, line);
      this.#priorities = [...this.#linesByPriority.keys()].sort((a, b) => b - a);
    }
    line.add(job);
  }

  peek(): RunnableJob | undefined {
    return this.#first()?.peek();
  }

  take(): void {
    this.#first()?.take();
  }

  /** Whether any of its jobs waits or runs. */
  get isActive(): boolean {
    return this.#running > 0 || this.peek() !== undefined;
  }

  /**
   * Its vCPU-seconds of lately; what runs counts a second more, so that those who begin together take turns.
   *
   * @param now - Epoch milliseconds.
   * @param decaySeconds - Usage so long ago counts 1/e.
   */
  usage(now: number, decaySeconds: number): number {
    this.#decay(now, decaySeconds);
    return this.#usage + this.#running;
  }

  /** So many vCPUs more, or fewer, are in use from now on. */
  use(vcpus: number, now: number, decaySeconds: number): void {
    this.#decay(now, decaySeconds);
    this.#running += vcpus;
  }

  *[Symbol.iterator](): Generator<RunnableJob> {
    for (const priority of this.#priorities) yield* this.#linesByPriority.get(priority) ?? [];
  }

  #decay(now: number, decaySeconds: number): void {
    const kept = Math.exp((this.#usageAt - now) / 1000 / decaySeconds);
    const usage = this.#usage * kept + this.#running * decaySeconds * (1 - kept);
    this.#usage = usage < NEGLIGIBLE ? 0 : usage;
    this.#usageAt = now;
  }

  #first(): Fifo<RunnableJob> | undefined {
    for (const priority of this.#priorities) {
      const line = this.#linesByPriority.get(priority);
      if (line?.peek() !== undefined) return line;
    }
    return undefined;
  }
}
