import { arnOf, nameOf } from './arn.js';
import { Fifo } from './fifo.js';
import { JobList, type NumberedJob } from './job-list.js';
import { type JobRecord, jobIdOf, type SubmittedJob } from './job-record.js';
import { isTerminal } from './job-state.js';
import { type Journal, KEYS } from './journal.js';
import type { ComputeEnvironment, JobDefinition, JobQueue, SchedulingPolicy } from './resource-records.js';
import { progressOf, type SavedJob } from './saved-job.js';

/** How long jobs that have ended are kept: whichever comes first. */
export interface Retention {
  readonly seconds: number;
  readonly jobs: number;
}

/** Everything a local batch knows, in memory. Lookups take names and, but for jobs, ARNs. */
export class Store {
  readonly #jobs = new Map<string, SubmittedJob>();
  readonly #jobsByQueue = new Map<string, JobList>();
  /** In the order of their ends. */
  readonly #endedJobs = new Fifo<SubmittedJob>();
  readonly #retention: Retention;
  #journal: Journal | undefined;
  // All that have jobs which have not ended, and maybe more.
  readonly #sharesByQueue = new Map<string, Set<string>>();
  readonly #definitions = new Map<string, JobDefinition[]>();
  readonly #queues = new Map<string, JobQueue>();
  readonly #computeEnvironments = new Map<string, ComputeEnvironment>();
  readonly #schedulingPolicies = new Map<string, SchedulingPolicy>();
  #lastNumber = 0;

  /** @param retention - How long jobs that have ended are kept. @defaultValue for ever */
  constructor(retention: Retention = { seconds: Number.POSITIVE_INFINITY, jobs: Number.POSITIVE_INFINITY }) {
    this.#retention = retention;
  }

  /** What is made next has this number; what was made earlier has a lower one, over restarts, too. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Has every further change written down, or none. */
  writeTo(journal: Journal | undefined): void {
    this.#journal = journal;
  }

  addJob(job: SubmittedJob): void {
    this.#jobs.set(job.request.jobId, job);
    this.#saveJob(job);
    const { jobQueue, number, shareIdentifier } = job.request;
    this.#lastNumber = Math.max(this.#lastNumber, number);
    // An older one was in a queue of this name that has been removed.
    if (number < (this.queue(jobQueue)?.number ?? Number.POSITIVE_INFINITY)) return;
    const list = this.#jobsByQueue.get(jobQueue) ?? new JobList();
    this.#jobsByQueue.set(jobQueue, list);
    list.add(job);
    if (shareIdentifier === undefined) return;
    const shares = this.#sharesByQueue.get(jobQueue);
    if (shares) shares.add(shareIdentifier);
    else this.#sharesByQueue.set(jobQueue, new Set([shareIdentifier]));
  }

  /** A job has moved, or shall stop. */
  jobChanged(job: JobRecord): void {
    this.#journal?.put(`${KEYS.progress}${jobIdOf(job)}`, progressOf(job));
  }

  /** A job has other tags. */
  setJobTags(job: SubmittedJob, tags: Readonly<Record<string, string>>): void {
    job.request.tags = tags;
    this.#saveJob(job);
  }

  #saveJob(job: SubmittedJob): void {
    if (!this.#journal) return;
    const arraySize = job.kind === 'array' ? job.children.length : undefined;
    const saved: SavedJob = { request: job.request, arraySize };
    this.#journal.put(`${KEYS.job}${job.request.jobId}`, saved);
  }

  #forgetJob(job: SubmittedJob): void {
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
    const jobs = [...this.jobsOfQueue(queue)].map(([, job]) => job);
    const alive = jobs.filter(({ state }) => !isTerminal(state));
    const active = new Set(alive.flatMap(({ request }) => request.shareIdentifier ?? []));
    this.#sharesByQueue.set(queue, active);
    return active.has(shareIdentifier) || active.size < most;
  }

  /** The job with this id; `<parent>:<index>` finds a child. */
  job(jobId: string): JobRecord | undefined {
    const [parentId = '', index] = jobId.split(':');
    const job = this.#jobs.get(parentId);
    if (index === undefined) return job;
    const child = job?.kind === 'array' ? job.children[Number(index)] : undefined;
    return child && jobId === `${parentId}:${child.index}` ? child : undefined;
  }

  /** What was submitted to a queue, newest first, beginning with a number or what comes next. */
  jobsOfQueue(name: string, from?: number): Iterable<NumberedJob> {
    return this.#jobsByQueue.get(name)?.downwards(from) ?? [];
  }

  /** All that were submitted, in the order of their submission. */
  jobs(): Iterable<SubmittedJob> {
    return this.#jobs.values();
  }

  /**
   * Notes that a job has ended, and forgets those that ended long ago, or too many ago.
   *
   * @param now - Epoch milliseconds.
   */
  jobEnded(job: SubmittedJob, now: number): void {
    this.#endedJobs.add(job);
    const { seconds, jobs } = this.#retention;
    for (;;) {
      const oldest = this.#endedJobs.peek();
      if (!oldest) return;
      const isKept = this.#endedJobs.size <= jobs && now - (oldest.stoppedAt ?? now) <= seconds * 1000;
      if (isKept) return;
      this.#endedJobs.take();
      this.#forgetJob(oldest);
    }
  }

  addDefinition(made: JobDefinition): void {
    const definition = this.#numbered(made);
    this.#journal?.put(`${KEYS.definition}${definition.name}:${definition.revision}`, definition);
    const revisions = this.#definitions.get(definition.name);
    if (revisions) revisions.push(definition);
    else this.#definitions.set(definition.name, [definition]);
  }

  /** Puts a revision in the place of the one that has its number. */
  replaceDefinition(definition: JobDefinition): void {
    this.#journal?.put(`${KEYS.definition}${definition.name}:${definition.revision}`, definition);
    this.#definitions.get(definition.name)?.splice(definition.revision - 1, 1, definition);
  }

  /** Every revision of one definition, revision 1 first; of all definitions without a name. */
  definitions(name?: string): readonly JobDefinition[] {
    return name === undefined ? [...this.#definitions.values()].flat() : (this.#definitions.get(name) ?? []);
  }

  /** Finds `name:revision`, or by `name` alone the latest ACTIVE revision. */
  definition(reference: string): JobDefinition | undefined {
    const [name = '', revision, ...rest] = nameOf('job-definition', reference).split(':');
    if (rest.length > 0) return undefined;
    const revisions = this.definitions(name);
    return revision === undefined
      ? revisions.findLast(({ status }) => status === 'ACTIVE')
      : revisions.find((definition) => String(definition.revision) === revision);
  }

  /** Adds one, or puts it in the place of the one that has its name. */
  putQueue(made: JobQueue): void {
    const queue = this.#numbered(made);
    this.#journal?.put(`${KEYS.queue}${queue.name}`, queue);
    this.#queues.set(queue.name, queue);
  }

  /** Its jobs stay, but a new queue of this name does not list them. */
  removeQueue(name: string): void {
    this.#queues.delete(name);
    this.#journal?.remove(`${KEYS.queue}${name}`);
    this.#jobsByQueue.delete(name);
    this.#sharesByQueue.delete(name);
  }

  queue(nameOrArn: string): JobQueue | undefined {
    return this.#queues.get(nameOf('job-queue', nameOrArn));
  }

  /** All queues, in the order of their making. */
  queues(): readonly JobQueue[] {
    return [...this.#queues.values()];
  }

  /** Adds one, or puts it in the place of the one that has its name. */
  putComputeEnvironment(made: ComputeEnvironment): void {
    const environment = this.#numbered(made);
    this.#journal?.put(`${KEYS.computeEnvironment}${environment.name}`, environment);
    this.#computeEnvironments.set(environment.name, environment);
  }

  removeComputeEnvironment(name: string): void {
    this.#computeEnvironments.delete(name);
    this.#journal?.remove(`${KEYS.computeEnvironment}${name}`);
  }

  computeEnvironment(nameOrArn: string): ComputeEnvironment | undefined {
    return this.#computeEnvironments.get(nameOf('compute-environment', nameOrArn));
  }

  /** All compute environments, in the order of their making. */
  computeEnvironments(): readonly ComputeEnvironment[] {
    return [...this.#computeEnvironments.values()];
  }

  /** Adds one, or puts it in the place of the one that has its name. */
  putSchedulingPolicy(made: SchedulingPolicy): void {
    const policy = this.#numbered(made);
    this.#journal?.put(`${KEYS.policy}${policy.name}`, policy);
    this.#schedulingPolicies.set(arnOf('scheduling-policy', policy.name), policy);
  }

  removeSchedulingPolicy(arn: string): void {
    this.#journal?.remove(`${KEYS.policy}${nameOf('scheduling-policy', arn)}`);
    this.#schedulingPolicies.delete(arn);
  }

  /** By ARN alone, as AWS Batch finds it. */
  schedulingPolicy(arn: string): SchedulingPolicy | undefined {
    return this.#schedulingPolicies.get(arn);
  }

  /** All scheduling policies, in the order of their making. */
  schedulingPolicies(): readonly SchedulingPolicy[] {
    return [...this.#schedulingPolicies.values()];
  }

  #numbered<T extends { readonly number?: number | undefined }>(made: T): T {
    const { number = this.nextNumber() } = made;
    this.#lastNumber = Math.max(this.#lastNumber, number);
    return { ...made, number };
  }
}
