import { LocalBatchError } from '../errors.js';
import { Fifo } from './fifo.js';

/** Values that a reader has not taken yet; one that falls further behind is told so, rather than filling memory. */
const MOST_WAITING = 100_000;

/** Hands every value to all who read at that moment, each at its own pace. */
export class Broadcast<T> {
  readonly #readers = new Set<Reader<T>>();
  #isOver = false;

  /** Whether anybody reads, so that nothing is made for nobody. */
  get hasReaders(): boolean {
    return this.#readers.size > 0;
  }

  send(value: T): void {
    for (const reader of this.#readers) reader.push(value);
  }

  /** Ends all readers once they have taken what there is. */
  end(): void {
    this.#isOver = true;
    for (const reader of this.#readers) reader.end();
  }

  /**
   * Reads what is sent from this call on, until its `return()` is called or all ends.
   *
   * @throws {@link LocalBatchError} `ServerException` from the iteration if its reader falls 100,000 values behind.
   */
  read(): AsyncIterableIterator<T> {
    const reader: Reader<T> = new Reader<T>(() => this.#readers.delete(reader));
    if (this.#isOver) reader.end();
    else this.#readers.add(reader);
    return reader;
  }
}

/** No generator: one that nobody has begun, or that waits, does not hear of its `return()`. */
class Reader<T> implements AsyncIterableIterator<T> {
  readonly #forget: () => void;
  #waiting = new Fifo<T>();
  #takers: ((result: IteratorResult<T>) => void)[] = [];
  #isOver = false;
  #hasLost = false;

  constructor(forget: () => void) {
    this.#forget = forget;
  }

  push(value: T): void {
    const take = this.#takers.shift();
    if (take) take({ done: false, value });
    else if (this.#waiting.size < MOST_WAITING) this.#waiting.add(value);
    else {
      this.#hasLost = true;
      this.end();
    }
  }

  end(): void {
    this.#isOver = true;
    this.#forget();
    for (const take of this.#takers.splice(0)) take({ done: true, value: undefined });
  }

  async next(): Promise<IteratorResult<T>> {
    if (this.#waiting.size > 0) return { done: false, value: this.#waiting.take() as T };
    if (this.#hasLost) {
      this.#hasLost = false;
      throw new LocalBatchError(
        'ServerException',
        `The reader of events fell ${MOST_WAITING} behind; read faster`,
      );
    }
    if (this.#isOver) return { done: true, value: undefined };
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  async return(): Promise<IteratorResult<T>> {
    this.#waiting = new Fifo();
    this.#hasLost = false;
    this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
