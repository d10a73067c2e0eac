import { Fifo } from './fifo.js';
import { JobList, type NumberedJob } from './job-list.js';
import { type JobRecord, jobIdOf, type SubmittedJob } from './job-record.js';
import { isTerminal } from './job-state.js';
import { type Journal, KEYS } from './journal.js';
import { progressOf, type SavedJob } from './saved-job.js';

/** How long jobs that have ended are kept: whichever comes first. */
export interface Retention {
  readonly seconds: number;
  readonly jobs: number;
}

/** All jobs that are known, in memory. */
export class JobStore {
  readonly #jobs = new Map<string, SubmittedJob>();
  readonly #jobsByQueue = new Map<string, JobList>();
  /** In the order of their ends. */
  readonly #endedJobs = new Fifo<SubmittedJob>();
  // All that have jobs which have not ended, and maybe more.
  readonly #sharesByQueue = new Map<string, Set<string>>();
  readonly #retention: Retention;
  readonly #numberOfQueue: (name: string) => number | undefined;
  #journal: Journal | undefined;

  /** @param numberOfQueue - Lower than those of the jobs that were submitted to it; undefined for one that is not there. */
  constructor(retention: Retention, numberOfQueue: (name: string) => number | undefined) {
    this.#retention = retention;
    this.#numberOfQueue = numberOfQueue;
  }

  /** Has every further change written down, or none. */
  writeTo(journal: Journal | undefined): void {
    this.#journal = journal;
  }

  /** For `Store.addJob`, which also takes the job's number. */
  add(job: SubmittedJob): void {
    this.#jobs.set(job.request.jobId, job);
    this.#save(job);
    const { jobQueue, number, shareIdentifier } = job.request;
    // An older one was in a queue of this name that has been removed.
    if (number < (this.#numberOfQueue(jobQueue) ?? Number.POSITIVE_INFINITY)) return;
    const list = this.#jobsByQueue.get(jobQueue) ?? new JobList();
    this.#jobsByQueue.set(jobQueue, list);
    list.add(job);
    if (shareIdentifier === undefined) return;
    const shares = this.#sharesByQueue.get(jobQueue);
    if (shares) shares.add(shareIdentifier);
    else this.#sharesByQueue.set(jobQueue, new Set([shareIdentifier]));
  }

  /** A job has moved, or shall stop. */
  changed(job: JobRecord): void {
    this.#journal?.put(`${KEYS.progress}${jobIdOf(job)}`, progressOf(job));
  }

  /** A job has other tags. */
  setTags(job: SubmittedJob, tags: Readonly<Record<string, string>>): void {
    job.request.tags = tags;
    this.#save(job);
  }

  #save(job: SubmittedJob): void {
    if (!this.#journal) return;
    const arraySize = job.kind === 'array' ? job.children.length : undefined;
    const saved: SavedJob = { request: job.request, arraySize };
    this.#journal.put(`${KEYS.job}${job.request.jobId}`, saved);
  }

  #forget(job: SubmittedJob): void {
    const { jobId, jobQueue } = job.request;
    this.#jobs.delete(jobId);
    this.#jobsByQueue.get(jobQueue)?.forget(job);
    this.#journal?.remove(`${KEYS.job}${jobId}`);
    for (const record of job.kind === 'array' ? [job, ...job.children] : [job]) {
      this.#journal?.remove(`${KEYS.progress}${jobIdOf(record)}`);
    }
  }

  /** Whether a queue has at most so many share identifiers with jobs that have not ended, counting this one. */
  hasRoomForShare(queue: string, shareIdentifier: string, most: number): boolean {
    const shares = this.#sharesByQueue.get(queue);
    if (!shares || shares.has(shareIdentifier) || shares.size < most) return true;
    // Looks at every job of the queue, so it is put off until the limit seems to be reached.
    const jobs = [...this.ofQueue(queue)].map(([, job]) => job);
    const alive = jobs.filter(({ state }) => !isTerminal(state));
    const active = new Set(alive.flatMap(({ request }) => request.shareIdentifier ?? []));
    this.#sharesByQueue.set(queue, active);
    return active.has(shareIdentifier) || active.size < most;
  }

  /** The job with this id; `<parent>:<index>` finds a child. */
  find(jobId: string): JobRecord | undefined {
    const [parentId = '', index] = jobId.split(':');
    const job = this.#jobs.get(parentId);
    if (index === undefined) return job;
    const child = job?.kind === 'array' ? job.children[Number(index)] : undefined;
    return child && jobId === `${parentId}:${child.index}` ? child : undefined;
  }

  /** What was submitted to a queue, newest first, beginning with a number or what comes next. */
  ofQueue(name: string, from?: number): Iterable<NumberedJob> {
    return this.#jobsByQueue.get(name)?.downwards(from) ?? [];
  }

  /** All that were submitted, in the order of their submission. */
  all(): Iterable<SubmittedJob> {
    return this.#jobs.values();
  }

  /**
   * Notes that a job has ended, and forgets those that ended long ago, or too many ago.
   *
   * @param now - Epoch milliseconds.
   */
  ended(job: SubmittedJob, now: number): void {
    this.#endedJobs.add(job);
    const { seconds, jobs } = this.#retention;
    for (;;) {
      const oldest = this.#endedJobs.peek();
      if (!oldest) return;
      const isKept = this.#endedJobs.size <= jobs && now - (oldest.stoppedAt ?? now) <= seconds * 1000;
      if (isKept) return;
      this.#endedJobs.take();
      this.#forget(oldest);
    }
  }

  /** They can still be found by their ids, but a new queue of this name does not list them. */
  forgetQueue(name: string): void {
    this.#jobsByQueue.delete(name);
    this.#sharesByQueue.delete(name);
  }
}
