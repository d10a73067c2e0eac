/** Pictures that wait in memory for those before them; further ones are read again when their turn comes. */
const MOST_HELD = 8;

/** Hands pictures on by ascending frame number, in whatever order they are finished. */
export class FrameFeed implements AsyncIterable<Uint8Array> {
  readonly #frames: readonly number[];
  readonly #read: (frame: number) => Promise<Uint8Array>;
  readonly #finished = new Set<number>();
  readonly #held = new Map<number, Uint8Array>();
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

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
    if (data !== undefined && this.#held.size < MOST_HELD) this.#held.set(frame, data);
    this.#wake();
  }

  /** Ends the iteration with an error; later calls change nothing. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (const frame of this.#frames) {
      await this.#untilFinished(frame);
      const held = this.#held.get(frame);
      this.#held.delete(frame);
      yield held ?? (await this.#read(frame));
    }
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
