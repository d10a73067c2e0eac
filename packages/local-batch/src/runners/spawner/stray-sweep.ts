import { endStrays } from './end-strays.js';

/** A look at all processes of the machine costs milliseconds, so that many jobs share one. */
const SWEEP_AFTER_MS = 1_000;

/** Ends what jobs that have succeeded left running outside of their groups; nobody waits for that. */
export class StraySweep {
  readonly #onSwept: (jobIds: readonly string[]) => void;
  #next = new Set<string>();
  #current = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onSwept - Called with the jobs of which nothing is left. */
  constructor(onSwept: (jobIds: readonly string[]) => void) {
    this.#onSwept = onSwept;
  }

  /** Looks for a job's strays within a second. */
  add(jobId: string): void {
    this.#next.add(jobId);
    this.#timer ??= setTimeout(() => void this.finish(), SWEEP_AFTER_MS);
  }

  /** Spares a job that runs again: a fault can have taken its success back. */
  spare(jobId: string): void {
    this.#next.delete(jobId);
    this.#current.delete(jobId);
  }

  /** Looks for them now. */
  async finish(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const current = this.#next;
    this.#current = current;
    this.#next = new Set();
    await endStrays(current);
    this.#onSwept([...current]);
  }
}
