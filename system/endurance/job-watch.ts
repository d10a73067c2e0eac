import type { JobDetail } from '@aws-sdk/client-batch';
import type { LocalBatch } from '@render/local-batch';

/** https://docs.aws.amazon.com/batch/latest/userguide/job_states.html; back to RUNNABLE for a further attempt. */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  SUBMITTED: ['PENDING', 'RUNNABLE', 'FAILED'],
  PENDING: ['RUNNABLE', 'FAILED'],
  RUNNABLE: ['STARTING', 'FAILED'],
  STARTING: ['RUNNING', 'RUNNABLE', 'FAILED'],
  RUNNING: ['RUNNABLE', 'SUCCEEDED', 'FAILED'],
};
const PARENT_EDGES: Readonly<Record<string, readonly string[]>> = {
  SUBMITTED: ['PENDING', 'FAILED'],
  PENDING: ['SUCCEEDED', 'FAILED'],
};
const ENDED = ['SUCCEEDED', 'FAILED'];
const HOLDING = ['STARTING', 'RUNNING'];

/** Follows every job by its events, and notes down what must not be. */
export class JobWatch {
  readonly #vcpus: number;
  readonly #latest = new Map<string, JobDetail>();
  readonly #violations: string[] = [];
  #vcpusInUse = 0;
  #mostInUse = 0;

  /** @param vcpus - Of the one compute environment. */
  constructor(vcpus: number) {
    this.#vcpus = vcpus;
  }

  /** Follows until the local batch is closed. */
  async follow(events: ReturnType<LocalBatch['events']>): Promise<void> {
    for await (const { detail } of events) this.#take(detail);
  }

  /** What must not have been, up to now. */
  get violations(): readonly string[] {
    return this.#violations;
  }

  /** The most vCPUs that were in use at a time. */
  get mostInUse(): number {
    return this.#mostInUse;
  }

  /** The latest that is known of a job; nothing before its first change of state. */
  latest(jobId: string): JobDetail | undefined {
    return this.#latest.get(jobId);
  }

  hasEnded(jobId: string): boolean {
    return ENDED.includes(this.#latest.get(jobId)?.status ?? '');
  }

  /** Ids of all jobs and children there were events of. */
  ids(): readonly string[] {
    return [...this.#latest.keys()];
  }

  /** Forgets all jobs, so that memory tells of the local batch alone. */
  clear(): void {
    this.#latest.clear();
  }

  #take(detail: JobDetail): void {
    const { jobId = '', status = '', arrayProperties } = detail;
    const from = this.#latest.get(jobId)?.status ?? 'SUBMITTED';
    const isParent = arrayProperties?.size !== undefined;
    const edges = isParent ? PARENT_EDGES : EDGES;
    if (!edges[from]?.includes(status)) this.#violations.push(`${jobId} went from ${from} to ${status}`);
    this.#latest.set(jobId, detail);
    if (isParent) return;
    const wanted = detail.container?.resourceRequirements?.find(({ type }) => type === 'VCPU')?.value;
    const vcpus = Number(wanted ?? 1);
    if (!HOLDING.includes(from) && HOLDING.includes(status)) this.#vcpusInUse += vcpus;
    if (HOLDING.includes(from) && !HOLDING.includes(status)) this.#vcpusInUse -= vcpus;
    this.#mostInUse = Math.max(this.#mostInUse, this.#vcpusInUse);
    if (this.#vcpusInUse > this.#vcpus || this.#vcpusInUse < 0) {
      this.#violations.push(`${this.#vcpusInUse} of ${this.#vcpus} vCPUs in use when ${jobId} was ${status}`);
    }
  }
}
