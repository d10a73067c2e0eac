/** Runs tasks side by side, but never more than so many at once. After a task has failed, no other begins. */
export class BoundedTasks {
  readonly #most: number;
  readonly #onFailure: () => void;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param most - Tasks at once.
   * @param onFailure - Called as soon as a task has failed.
   */
  constructor(most: number, onFailure: () => void = () => undefined) {
    this.#most = most;
    this.#onFailure = onFailure;
  }

  /** Begins a task once there is room for it; throws what an earlier one threw. */
  async add(task: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#most) await Promise.race(this.#running);
    this.#throwFailure();
    const running = task()
      .catch((error: unknown) => {
        this.#failure ??= { error };
        this.#onFailure();
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Waits for all of them; throws what the first one to fail threw. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
