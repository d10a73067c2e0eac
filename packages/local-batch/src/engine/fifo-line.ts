import { Fifo } from './fifo.js';
import type { RunnableJob } from './job-record.js';
import type { QueueLine } from './queue-line.js';

/** First in, first out: the line of a queue without a scheduling policy. */
export class FifoLine implements QueueLine {
  readonly #jobs = new Fifo<RunnableJob>();

  add(job: RunnableJob): void {
    this.#jobs.add(job);
  }

  peek(): RunnableJob | undefined {
    return this.#jobs.peek();
  }

  take(): void {
    this.#jobs.take();
  }

  started(): void {}

  ended(): void {}

  usablePart(): number {
    return 1;
  }

  [Symbol.iterator](): Iterator<RunnableJob> {
    return this.#jobs[Symbol.iterator]();
  }
}
