import { LocalBatchError } from '../errors.js';

/** Values that a reader has not taken yet; one that falls further behind is told so, rather than filling memory. */
const MOST_WAITING = 100_000;

/** Hands every value to all who read at that moment, each at its own pace. */
export class Broadcast<T> {
  readonly #readers = new Set<Reader<T>>();

  /** Whether anybody reads, so that nothing is made for nobody. */
  get hasReaders(): boolean {
    return this.#readers.size > 0;
  }

  send(value: T): void {
    for (const reader of this.#readers) reader.push(value);
  }

  /** Ends all readers once they have taken what there is. */
  end(): void {
    for (const reader of this.#readers) reader.end();
  }

  /**
   * Reads what is sent from this call on.
   *
   * @throws {@link LocalBatchError} `ServerException` from the iteration if its reader falls 100,000 values behind.
   */
  read(): AsyncIterableIterator<T> {
    const reader = new Reader<T>();
    this.#readers.add(reader);
    return reader.values(() => this.#readers.delete(reader));
  }
}

class Reader<T> {
  #waiting: T[] = [];
  #isOver = false;
  #hasLost = false;
  #wake: () => void = () => {};

  push(value: T): void {
    if (this.#isOver) return;
    if (this.#waiting.length === MOST_WAITING) this.#hasLost = this.#isOver = true;
    else this.#waiting.push(value);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *values(forget: () => void): AsyncGenerator<T> {
    try {
      for (;;) {
        const taken = this.#waiting;
        this.#waiting = [];
        yield* taken;
        if (this.#waiting.length > 0) continue;
        if (this.#isOver) break;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      if (this.#hasLost) {
        throw new LocalBatchError(
          'ServerException',
          `The reader of events fell ${MOST_WAITING} behind; read faster`,
        );
      }
    } finally {
      forget();
    }
  }
}
