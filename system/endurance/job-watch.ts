import type { JobDetail } from '@aws-sdk/client-batch';
import { isEnded, type JobView } from './job-view.js';

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
const HOLDING = ['STARTING', 'RUNNING'];

/** Follows every job by its events, and notes down what must not be. */
export class JobWatch implements JobView {
  readonly #vcpus: number;
  readonly #latest = new Map<string, JobDetail>();
  readonly #violations: string[] = [];
  /** Of those that were submitted, in the order of their ends. */
  #ended: string[] = [];
  #vcpusInUse = 0;
  #mostInUse = 0;
  #changes = 0;

  /** @param vcpus - Of the one compute environment. */
  constructor(vcpus: number) {
    this.#vcpus = vcpus;
  }

  /** What must not have been, up to now. */
  get violations(): readonly string[] {
    return this.#violations;
  }

  /** The most vCPUs that were in use at a time. */
  get mostInUse(): number {
    return this.#mostInUse;
  }

  /** vCPUs that are in use now. */
  get inUse(): number {
    return this.#vcpusInUse;
  }

  /** How many changes there were. */
  get changes(): number {
    return this.#changes;
  }

  latest(jobId: string): JobDetail | undefined {
    return this.#latest.get(jobId);
  }

  hasEnded(jobId: string): boolean {
    return isEnded(this.#latest.get(jobId));
  }

  ids(): readonly string[] {
    return [...this.#latest.keys()];
  }

  /** Ids of the jobs that have ended last, at most so many, an array as one. */
  lastEnded(most: number): readonly string[] {
    return this.#ended.slice(-most);
  }

  /** Forgets all jobs, once they have ended. */
  clear(): void {
    this.#ended = [];
    this.#latest.clear();
  }

  /** Takes a change of a job's state, in the order in which they come. */
  take(detail: JobDetail): void {
    this.#changes += 1;
    const { jobId = '', jobName, status = '', arrayProperties } = detail;
    const from = this.#latest.get(jobId)?.status ?? 'SUBMITTED';
    const isParent = arrayProperties?.size !== undefined;
    const edges = isParent ? PARENT_EDGES : EDGES;
    if (!edges[from]?.includes(status)) {
      this.#violations.push(`${jobId} (${jobName}) went from ${from} to ${status}`);
    }
    this.#latest.set(jobId, detail);
    if (isEnded(detail) && arrayProperties?.index === undefined) this.#ended.push(jobId);
    if (isParent) return;
    const wanted = detail.container?.resourceRequirements?.find(({ type }) => type === 'VCPU')?.value;
    const vcpus = Number(wanted ?? 1);
    if (!HOLDING.includes(from) && HOLDING.includes(status)) this.#vcpusInUse += vcpus;
    if (HOLDING.includes(from) && !HOLDING.includes(status)) this.#vcpusInUse -= vcpus;
    this.#mostInUse = Math.max(this.#mostInUse, this.#vcpusInUse);
    if (this.#vcpusInUse > this.#vcpus || this.#vcpusInUse < 0) {
      const inUse = `${this.#vcpusInUse} of ${this.#vcpus} vCPUs in use`;
      this.#violations.push(`${inUse} when ${jobId} (${jobName}) was ${status}`);
    }
  }
}
