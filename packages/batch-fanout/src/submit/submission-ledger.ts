/** What a ledger knows of one generation of a run. Plain JSON. */
export interface LedgerRecord {
  /** Digest of plan and settings; of a repair, of its part too. */
  readonly digest: string;
  /** Who submits. The same owner goes on at once, others when the lease has run out. */
  readonly owner: string;
  /** Until when the owner may take its time, in milliseconds since 1970. */
  readonly leaseUntil: number;
  /** What a repair renders, as JSON; absent for generation 0, `null` for nothing but the video. */
  readonly renderPlan?: unknown;
  /** Where the same lies for its jobs, if it is too long for their overrides. */
  readonly renderPlanUri?: string;
  /** Each job by name: when its SubmitJob was about to be sent, and its id once AWS Batch has answered. */
  readonly jobs: Readonly<Record<string, LedgerJob>>;
}

/** What a ledger knows of one job. */
export interface LedgerJob {
  /** Milliseconds since 1970. */
  readonly intendedAt: number;
  /** Its id; absent while nobody knows whether AWS Batch has taken it. */
  readonly jobId?: string;
}

/** A record and which version of it was read. */
export interface VersionedRecord {
  /** What was written. */
  readonly record: LedgerRecord;
  /** Opaque; changes with every write. */
  readonly version: string;
}

/**
 * Keeps what was submitted for a run, so that several submitters at the same moment submit it once. Every method is atomic:
 * whatever happens, another reader sees the record whole, before or after.
 */
export interface SubmissionLedger {
  /** Reads a generation's record; undefined if there is none. */
  read(runId: string, generation: number): Promise<VersionedRecord | undefined>;
  /** Writes the first record of a generation; undefined, and nothing written, if there is one already. */
  create(runId: string, generation: number, record: LedgerRecord): Promise<VersionedRecord | undefined>;
  /** Replaces the record if it is still at this version; undefined, and nothing written, if somebody else was faster. */
  replace(
    runId: string,
    generation: number,
    record: LedgerRecord,
    version: string,
  ): Promise<VersionedRecord | undefined>;
}
