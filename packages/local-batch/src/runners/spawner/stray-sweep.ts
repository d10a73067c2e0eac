import { endStrays } from './end-strays.js';

/** A look at all processes of the machine costs milliseconds, so that many jobs share one. */
const SWEEP_AFTER_MS = 1_000;

/** Ends what jobs that have succeeded left running outside of their groups; nobody waits for that. */
export class StraySweep {
  readonly #onSwept: (jobIds: readonly string[]) => void;
  #next = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  /** @param onSwept - Called with the jobs of which nothing is left. */
  constructor(onSwept: (jobIds: readonly string[]) => void) {
    this.#onSwept = onSwept;
  }

  /** Looks for a job's strays within a second. */
  add(jobId: string): void {
    this.#next.add(jobId);
    this.#timer ??= setTimeout(() => void this.finish(), SWEEP_AFTER_MS);
  }

  /** Looks for them now, and waits for those that are being looked for. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const jobIds = this.#next;
    this.#next = new Set();
    this.#sweeping = Promise.all([this.#sweeping, this.#sweep(jobIds)]).then(() => undefined);
    await this.#sweeping;
  }

  async #sweep(jobIds: ReadonlySet<string>): Promise<void> {
    await endStrays(jobIds);
    this.#onSwept([...jobIds]);
  }
}
