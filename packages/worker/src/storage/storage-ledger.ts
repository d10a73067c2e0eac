import type { LedgerRecord, SubmissionLedger, VersionedRecord } from '@render/batch-fanout';
import { formatJson, parseJson } from './json.js';
import type { Storage } from './storage.js';

/**
 * The ledger of a run's submissions, in its folder: `submissions/g0.json`, then `g0.1.json` and so on, each created once.
 * So two start jobs at the same moment cannot both write the next version, on a file system as little as on S3.
 */
export class StorageLedger implements SubmissionLedger {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async read(_runId: string, generation: number): Promise<VersionedRecord | undefined> {
    let newest: VersionedRecord | undefined;
    for (let version = 0; ; version += 1) {
      const key = keyOf(generation, version);
      const data = await this.#storage.get(key);
      if (data === undefined) return newest;
      const record = parseJson<LedgerRecord>(data, `${this.#storage.uri}/${key}`);
      newest = { record, version: String(version) };
    }
  }

  create(_runId: string, generation: number, record: LedgerRecord): Promise<VersionedRecord | undefined> {
    return this.#write(generation, record, 0);
  }

  replace(
    _runId: string,
    generation: number,
    record: LedgerRecord,
    version: string,
  ): Promise<VersionedRecord | undefined> {
    return this.#write(generation, record, Number(version) + 1);
  }

  async #write(
    generation: number,
    record: LedgerRecord,
    version: number,
  ): Promise<VersionedRecord | undefined> {
    const isCreated = await this.#storage.create(keyOf(generation, version), formatJson(record));
    return isCreated ? { record, version: String(version) } : undefined;
  }
}

function keyOf(generation: number, version: number): string {
  return `submissions/g${generation}${version === 0 ? '' : `.${version}`}.json`;
}
