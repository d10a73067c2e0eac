import type { LedgerRecord, SubmissionLedger, VersionedRecord } from './submission-ledger.js';

/**
 * A ledger in this process's memory: makes submitters in one process safe from each other, and tests simple. It knows
 * nothing of other processes.
 *
 * @example
 * ```ts
 * const ledger = new MemoryLedger();
 * const submitter = new FanoutSubmitter({ client, ledger });
 * ```
 */
export class MemoryLedger implements SubmissionLedger {
  readonly #records = new Map<string, VersionedRecord>();
  #writes = 0;

  async read(runId: string, generation: number): Promise<VersionedRecord | undefined> {
    return this.#records.get(keyOf(runId, generation));
  }

  async create(
    runId: string,
    generation: number,
    record: LedgerRecord,
  ): Promise<VersionedRecord | undefined> {
    return this.#records.has(keyOf(runId, generation)) ? undefined : this.#write(runId, generation, record);
  }

  async replace(
    runId: string,
    generation: number,
    record: LedgerRecord,
    version: string,
  ): Promise<VersionedRecord | undefined> {
    const known = this.#records.get(keyOf(runId, generation));
    return known?.version === version ? this.#write(runId, generation, record) : undefined;
  }

  #write(runId: string, generation: number, record: LedgerRecord): VersionedRecord {
    this.#writes += 1;
    const written = { record: structuredClone(record), version: String(this.#writes) };
    this.#records.set(keyOf(runId, generation), written);
    return written;
  }
}

function keyOf(runId: string, generation: number): string {
  return `${runId}/g${generation}`;
}
