import { Capacity } from './capacity.js';
import { FairShareLine } from './fair-share-line.js';
import { FifoLine } from './fifo-line.js';
import { type RunnableJob, requestOf } from './job-record.js';
import type { QueueLine } from './queue-line.js';
import type { ComputeEnvironment, JobQueue } from './resource-records.js';
import type { Store } from './store.js';
import { WaitingLimits } from './waiting-limits.js';

const NEVER_FITS =
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job needs more vCPUs, memory or GPUs than any enabled compute environment of its queue has';
/** Of a queue that is gone, whose last jobs still end. */
const NO_POLICY = { shareDecaySeconds: 0, computeReservation: 0, shareDistribution: [] };

/** What an {@link Allocator} works with. */
export interface AllocatorOptions {
  readonly store: Store;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Starts a job in a compute environment whose room it has been given. */
  readonly start: (job: RunnableJob, computeEnvironment: string) => void;
  /** Ends a RUNNABLE job that is not to be started. */
  readonly fail: (job: RunnableJob, statusReason: string) => void;
}

/**
 * Hands out the compute environments' vCPUs, memory and GPUs to RUNNABLE jobs. Each queue has a line of its own, whose
 * head keeps its place until it fits; what it waits for is kept from queues of lower priority.
 */
export class Allocator {
  readonly #options: AllocatorOptions;
  readonly #capacity = new Capacity();
  readonly #lines = new Map<string, QueueLine>();
  readonly #misfits = new Set<RunnableJob>();
  readonly #limits: WaitingLimits;

  constructor(options: AllocatorOptions) {
    this.#options = options;
    this.#limits = new WaitingLimits((job, reason) => {
      if (job.state === 'RUNNABLE') options.fail(job, reason);
    });
  }

  /** Puts a job that has become RUNNABLE in line, unless it was stopped since. */
  add(job: RunnableJob): void {
    if (job.state !== 'RUNNABLE') return;
    this.#line(requestOf(job).jobQueue).add(job);
  }

  /** Puts those that could never run in line again. */
  addMisfits(): void {
    this.#limits.forgetMisfits();
    const misfits = [...this.#misfits];
    this.#misfits.clear();
    for (const job of misfits) {
      if (job.state === 'RUNNABLE') job.statusReason = undefined;
      this.add(job);
    }
  }

  /** Forgets a job that could never run and has ended; one that is in line is passed over when its turn comes. */
  forgetMisfit(job: RunnableJob): void {
    this.#misfits.delete(job);
    this.#limits.forgetMisfit(job);
  }

  /** Forgets the line of a queue that is gone, because another one of its name may have another policy. */
  forgetQueue(queue: string): void {
    this.#lines.delete(queue);
    this.#limits.forgetHead(queue);
  }

  /** The first RUNNABLE jobs of a queue in the order of their turns, at most so many; those that never fit come last. */
  waiting(queue: string, most: number): readonly RunnableJob[] {
    const misfits = [...this.#misfits].filter((job) => requestOf(job).jobQueue === queue);
    const first: RunnableJob[] = [];
    for (const line of [this.#line(queue), misfits]) {
      for (const job of line) {
        if (first.length === most) return first;
        if (job.state === 'RUNNABLE') first.push(job);
      }
    }
    return first;
  }

  /** Starts all that fit, queues of high priority first. */
  place(): void {
    const queues = this.#options.store.queues().toSorted((a, b) => b.priority - a.priority);
    // Of each compute environment the priority of the queue whose head waits for it.
    const awaited = new Map<string, number>();
    for (const queue of queues) {
      const line = this.#line(queue.name);
      const laterOn = this.#placeLine(queue, line, awaited);
      for (const { name } of laterOn) {
        if (!awaited.has(name)) awaited.set(name, queue.priority);
      }
      this.#limits.watchHead(queue, laterOn.length > 0 ? line.peek() : undefined);
    }
  }

  /** Gives a job its room. @returns What takes it back once the job has ended. */
  take(job: RunnableJob, computeEnvironment: string): () => void {
    const request = requestOf(job);
    const line = this.#line(request.jobQueue);
    this.#capacity.take(computeEnvironment, request);
    line.started(job);
    return () => {
      this.#capacity.release(computeEnvironment, request);
      line.ended(job);
    };
  }

  close(): void {
    this.#limits.close();
  }

  /** @returns The compute environments that the queue's head waits for; none where nobody waits. */
  #placeLine(
    queue: JobQueue,
    line: QueueLine,
    awaited: ReadonlyMap<string, number>,
  ): readonly ComputeEnvironment[] {
    const { store, start, fail } = this.#options;
    const names = queue.computeEnvironments.toSorted((a, b) => a.order - b.order).map(({ name }) => name);
    const environments = names.flatMap((name) => store.computeEnvironment(name) ?? []);
    for (let job = line.peek(); job; job = line.peek()) {
      if (job.state === 'RUNNABLE') {
        const request = requestOf(job);
        const isOpen = ({ name, vcpus }: ComputeEnvironment) =>
          (awaited.get(name) ?? queue.priority) <= queue.priority &&
          this.#isWithinPart(name, request.vcpus, vcpus * line.usablePart());
        const placement = this.#capacity.place(request, environments, isOpen);
        if (request.refusal !== undefined) fail(job, request.refusal);
        else if (placement === 'never') this.#setAside(queue, job);
        else if ('laterOn' in placement) return placement.laterOn;
        else start(job, placement.environment.name);
      }
      line.take();
    }
    return [];
  }

  /** One job can always run, however little is left to those that are active. */
  #isWithinPart(environment: string, vcpus: number, usable: number): boolean {
    const used = this.#capacity.used(environment).vcpus;
    return used === 0 || used + vcpus <= usable;
  }

  #setAside(queue: JobQueue, job: RunnableJob): void {
    job.statusReason = NEVER_FITS;
    this.#misfits.add(job);
    this.#limits.watchMisfit(queue, job);
  }

  #line(queue: string): QueueLine {
    const existing = this.#lines.get(queue);
    if (existing) return existing;
    const line = this.#newLine(queue);
    this.#lines.set(queue, line);
    return line;
  }

  /** A queue that has a policy keeps one, though another may take its place. */
  #newLine(queue: string): QueueLine {
    const { store, now } = this.#options;
    const policy = () =>
      store.schedulingPolicy(store.queue(queue)?.schedulingPolicyArn ?? '')?.fairsharePolicy;
    return policy() === undefined ? new FifoLine() : new FairShareLine(() => policy() ?? NO_POLICY, now);
  }
}
