/** Calls back once when what it expects does not come in time. */
export class Watchdog {
  /** Whether it has called back. */
  hasBitten = false;
  /** How long it waited last, in seconds. */
  seconds = 0;
  readonly #bite: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(bite: () => void) {
    this.#bite = bite;
  }

  /** Begins to wait anew. */
  expect(seconds: number): void {
    this.rest();
    if (this.#isOver) return;
    this.seconds = seconds;
    this.#timer = setTimeout(() => {
      this.hasBitten = true;
      this.#bite();
    }, seconds * 1000);
  }

  /** Waits no longer, and never again: what still comes in late must not keep the process alive. */
  end(): void {
    this.#isOver = true;
    this.rest();
  }

  /** Waits no longer. */
  rest(): void {
    clearTimeout(this.#timer);
  }
}
