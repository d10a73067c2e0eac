import type { Fault, FaultReport } from './fault.js';

/** Faults on demand. Those that were added first come first; one strikes at a time. */
export interface Faults {
  /**
   * Adds a fault; jobs that already run are struck, too.
   *
   * @returns Its id.
   * @throws {@link LocalBatchError} `ClientException` naming the member that cannot be used, or if there are 1,000 already.
   */
  add(fault: Fault): string;
  /** All faults that were not removed, also those that will not strike again, in the order of their adding. */
  list(): readonly FaultReport[];
  /**
   * Takes a fault back; what it has done stays done.
   *
   * @throws {@link LocalBatchError} `ClientException` with HTTP status 404 for an unknown id.
   */
  remove(id: string): void;
  /** Takes all faults back. */
  clear(): void;
}
