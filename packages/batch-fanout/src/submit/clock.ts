import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, handed in so that tests decide over both. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits so many milliseconds; rejects with the signal's reason when it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 to below 1. */
  random(): number;
}

/** The machine's own. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    wait(milliseconds, undefined, { ...(signal && { signal }) }).catch((error: unknown) => {
      // Node throws an error of its own, with the reason as its cause.
      throw signal?.aborted ? signal.reason : error;
    }),
  random: Math.random,
};
