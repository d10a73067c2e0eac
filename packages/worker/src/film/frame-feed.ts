/** Pictures that are read before their turn, because S3 takes long for one and many at a time. */
const MOST_AHEAD = 8;
/** Bytes of all pictures in memory, about: a single one can be hundreds of megabytes. */
const MOST_BYTES = 64 * 2 ** 20;

/** Hands pictures' files on by ascending frame number, in whatever order they are finished. */
export class FrameFeed implements AsyncIterable<Uint8Array> {
  readonly #frames: readonly number[];
  readonly #read: (frame: number) => Promise<Uint8Array>;
  readonly #finished = new Set<number>();
  readonly #ahead = new Map<number, Promise<Uint8Array>>();
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;
  /** How large pictures are; they differ little. */
  #bytes = MOST_BYTES;

  /**
   * @param frames - In ascending order.
   * @param read - Reads a finished picture that was not kept in memory.
   */
  constructor(frames: readonly number[], read: (frame: number) => Promise<Uint8Array>) {
    this.#frames = frames;
    this.#read = read;
  }

  /** Says that a picture is finished. */
  add(frame: number, data?: Uint8Array): void {
    this.#finished.add(frame);
    if (data !== undefined) {
      this.#bytes = data.length;
      if (this.#hasRoom()) this.#ahead.set(frame, Promise.resolve(data));
    }
    this.#wake();
  }

  /** Ends the iteration with an error; later calls change nothing. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (const [position, frame] of this.#frames.entries()) {
      await this.#untilFinished(frame);
      const picture = await this.#begin(frame);
      this.#bytes = picture.length;
      this.#ahead.delete(frame);
      for (const next of this.#frames.slice(position + 1, position + 1 + MOST_AHEAD)) {
        if (this.#finished.has(next) && this.#hasRoom()) void this.#begin(next);
      }
      yield picture;
    }
  }

  #begin(frame: number): Promise<Uint8Array> {
    const begun = this.#ahead.get(frame) ?? this.#read(frame);
    // Whoever waits for it is told; nobody may.
    begun.catch(() => undefined);
    this.#ahead.set(frame, begun);
    return begun;
  }

  #hasRoom(): boolean {
    return (this.#ahead.size + 1) * this.#bytes <= MOST_BYTES;
  }

  async #untilFinished(frame: number): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#finished.has(frame)) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
