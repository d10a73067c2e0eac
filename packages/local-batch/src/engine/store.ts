import { arnOf, nameOf } from './arn.js';
import type { SubmittedJob } from './job-record.js';
import { JobStore, type Retention } from './job-store.js';
import { type Journal, KEYS } from './journal.js';
import type { ComputeEnvironment, JobDefinition, JobQueue, SchedulingPolicy } from './resource-records.js';

/** Everything a local batch knows, in memory. Lookups take names and, but for jobs, ARNs. */
export class Store {
  readonly jobs: JobStore;
  #journal: Journal | undefined;
  readonly #definitions = new Map<string, JobDefinition[]>();
  readonly #queues = new Map<string, JobQueue>();
  readonly #computeEnvironments = new Map<string, ComputeEnvironment>();
  readonly #schedulingPolicies = new Map<string, SchedulingPolicy>();
  #lastNumber = 0;

  /** @param retention - How long jobs that have ended are kept. @defaultValue for ever */
  constructor(retention: Retention = { seconds: Number.POSITIVE_INFINITY, jobs: Number.POSITIVE_INFINITY }) {
    this.jobs = new JobStore(retention, (name) => this.queue(name)?.number);
  }

  /** What is made next has this number; what was made earlier has a lower one, over restarts, too. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Has every further change written down, or none. */
  writeTo(journal: Journal | undefined): void {
    this.#journal = journal;
    this.jobs.writeTo(journal);
  }

  /** Adds a job, whose number is taken then. */
  addJob(job: SubmittedJob): void {
    this.#lastNumber = Math.max(this.#lastNumber, job.request.number);
    this.jobs.add(job);
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
    this.jobs.forgetQueue(name);
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
