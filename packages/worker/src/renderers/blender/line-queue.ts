/** Lines that are added on one side and taken on the other, until the end. */
export class LineQueue implements AsyncIterable<string> {
  readonly #lines: string[] = [];
  #hasEnded = false;
  #wake: () => void = () => undefined;

  /** Adds a line that matters; all others would only fill the memory. */
  add(line: string): void {
    if (!line.startsWith('rendered-frame ')) return;
    this.#lines.push(line);
    this.#wake();
  }

  /** Says that no further line comes. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) yield line;
      else if (this.#hasEnded) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
