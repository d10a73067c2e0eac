import { FanoutError } from '../errors.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { quote } from '../quote.js';
import type { LedgerJob, LedgerRecord, VersionedRecord } from './submission-ledger.js';
import type { SubmitContext } from './submit-context.js';

/** What a submitter writes down, in a ledger where there is one: intent before each SubmitJob, the id after it. */
export interface LedgerEntry {
  readonly jobs: Readonly<Record<string, LedgerJob>>;
  /** Before a request is sent. @throws {@link LeaseLost} if another submitter has taken over; then nothing must be sent. */
  intend(jobName: string): Promise<void>;
  /** After AWS Batch has taken the job. */
  accept(jobName: string, jobId: string): Promise<void>;
  /** After jobs were refused or terminated, so that nobody looks for them. */
  forget(jobNames: readonly string[]): Promise<void>;
}

/** Another submitter has taken over; whoever sees this reads again what stands. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** How long an owner may be silent before another takes over. */
const LEASE_MS = 60_000;
const POLL_MS = 500;

/** Without a ledger one call only remembers what it has done itself. */
function ownMemory({ clock }: SubmitContext): LedgerEntry {
  const jobs: Record<string, LedgerJob> = {};
  return {
    jobs,
    intend: async (jobName) => {
      jobs[jobName] = { intendedAt: clock.now() };
    },
    accept: async (jobName, jobId) => {
      jobs[jobName] = { intendedAt: clock.now(), jobId };
    },
    forget: async (jobNames) => {
      for (const name of jobNames) delete jobs[name];
    },
  };
}

/** Which record is opened. */
export interface EntryKey {
  readonly runId: string;
  readonly generation: number;
  readonly digest: string;
  readonly renderPlan: FanoutPlan | null | undefined;
  readonly renderPlanUri: string | undefined;
  /** The names of all jobs that the generation should have. */
  readonly jobNames: readonly string[];
}

/**
 * Opens a generation's record for writing, or for reading where it names all jobs already. Waits while another owner's
 * lease lasts.
 *
 * @throws {@link FanoutError} `RUN_ID_IN_USE` if the record is of something else; `LEDGER_BUSY` past the deadline.
 */
export async function openLedgerEntry(context: SubmitContext, key: EntryKey): Promise<LedgerEntry> {
  const { ledger, clock, owner, signal } = context;
  if (ledger === undefined) return ownMemory(context);
  for (;;) {
    signal?.throwIfAborted();
    const lease = { owner, leaseUntil: clock.now() + LEASE_MS };
    const known = await ledger.read(key.runId, key.generation);
    if (known === undefined) {
      const created = await ledger.create(key.runId, key.generation, {
        jobs: {},
        ...contentOf(key),
        ...lease,
      });
      if (created !== undefined) return writableEntry(context, key, created);
      await pause(context, key);
      continue;
    }
    const { record, version } = known;
    const isFree = record.owner === owner || record.leaseUntil <= clock.now();
    // What was refused and taken back leaves no job behind, and may be corrected.
    const isEmpty = Object.keys(record.jobs).length === 0 && isFree;
    if (record.digest !== key.digest && !isEmpty) {
      throw new FanoutError(
        'RUN_ID_IN_USE',
        `The ledger holds another submission under the run id '${key.runId}'; use another one.`,
      );
    }
    if (isComplete(record, key.jobNames)) return writableEntry(context, key, known);
    if (isFree) {
      const mine = { ...record, ...contentOf(key), ...lease };
      const taken = await ledger.replace(key.runId, key.generation, mine, version);
      if (taken !== undefined) return writableEntry(context, key, taken);
    }
    await pause(context, key, record);
  }
}

/** What the generation renders. */
function contentOf({
  digest,
  renderPlan,
  renderPlanUri,
}: EntryKey): Omit<LedgerRecord, 'jobs' | 'owner' | 'leaseUntil'> {
  return {
    digest,
    ...(renderPlan !== undefined && { renderPlan: JSON.parse(JSON.stringify(renderPlan)) as unknown }),
    ...(renderPlanUri !== undefined && { renderPlanUri }),
  };
}

/** Waits a moment for another owner, but not past the deadline. */
async function pause(
  { clock, deadline, signal }: SubmitContext,
  { runId }: EntryKey,
  record?: LedgerRecord,
): Promise<void> {
  if (clock.now() >= deadline) {
    const seconds = Math.max(0, Math.ceil(((record?.leaseUntil ?? 0) - clock.now()) / 1000));
    throw new FanoutError(
      'LEDGER_BUSY',
      `${quote(record?.owner ?? 'somebody')} is submitting the run '${runId}' and has not finished; try again, its lease ends in ${seconds} s at most.`,
    );
  }
  const left = (record?.leaseUntil ?? 0) - clock.now();
  await clock.sleep(Math.min(POLL_MS, Math.max(50, left)), signal);
}

function isComplete({ jobs }: LedgerRecord, jobNames: readonly string[]): boolean {
  return jobNames.every((name) => jobs[name]?.jobId !== undefined);
}

function writableEntry(context: SubmitContext, key: EntryKey, opened: VersionedRecord): LedgerEntry {
  let current = opened;
  const write = async (jobs: LedgerRecord['jobs']) => {
    const record = {
      ...current.record,
      jobs,
      owner: context.owner,
      leaseUntil: context.clock.now() + LEASE_MS,
    };
    const written = await context.ledger?.replace(key.runId, key.generation, record, current.version);
    if (written === undefined) throw new LeaseLost('another submitter has taken over');
    current = written;
  };
  return {
    get jobs() {
      return current.record.jobs;
    },
    intend: (jobName) => write({ ...current.record.jobs, [jobName]: { intendedAt: context.clock.now() } }),
    accept: (jobName, jobId) =>
      write({
        ...current.record.jobs,
        [jobName]: { ...(current.record.jobs[jobName] ?? { intendedAt: context.clock.now() }), jobId },
      }),
    forget: (jobNames) =>
      write(
        Object.fromEntries(Object.entries(current.record.jobs).filter(([name]) => !jobNames.includes(name))),
      ),
  };
}
