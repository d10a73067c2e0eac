import {
  type BatchClient,
  BatchServiceException,
  CancelJobCommand,
  type JobDependency,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import type { JobWatch } from './job-watch.js';
import { randomSize, randomWork, type Work } from './random-work.js';

/** A job that was taken on. */
export interface Submitted {
  readonly jobId: string;
  /** Children; undefined for a single job. */
  readonly size: number | undefined;
  readonly work: Work;
  /** Whether it may end otherwise than its work does. */
  isDisturbed: boolean;
}

const LARGEST_ARRAY = 12;

/** Submits random jobs and stops random ones. */
export class Submitter {
  readonly #client: BatchClient;
  readonly #watch: JobWatch;
  readonly #random: () => number;
  readonly #queues: readonly string[];
  #submitted: Submitted[] = [];

  constructor(client: BatchClient, watch: JobWatch, queues: readonly string[], random: () => number) {
    this.#client = client;
    this.#watch = watch;
    this.#queues = queues;
    this.#random = random;
  }

  /** All jobs since it was cleared. */
  get submitted(): readonly Submitted[] {
    return this.#submitted;
  }

  /** Jobs that have not ended. */
  get alive(): readonly Submitted[] {
    return this.#submitted.filter(({ jobId }) => !this.#watch.hasEnded(jobId));
  }

  clear(): void {
    this.#submitted = [];
  }

  /** Submits, cancels or terminates something, and tells what. */
  async act(): Promise<string> {
    const draw = this.#random();
    const alive = this.alive;
    if (draw < 0.7 || alive.length === 0) return this.#submit(alive);
    return this.#stop(alive, draw < 0.85 ? 'cancelled' : 'terminated');
  }

  async #submit(alive: readonly Submitted[]): Promise<string> {
    const random = this.#random;
    const work = randomWork(random);
    const { jobDefinition, command, retryStrategy, attemptDurationSeconds } = work;
    const size = random() < 0.3 ? 2 + Math.floor(random() * (LARGEST_ARRAY - 1)) : undefined;
    const { dependsOn, arraySize } = this.#dependencies(alive, size);
    try {
      const { jobId = '' } = await this.#client.send(
        new SubmitJobCommand({
          jobName: work.name.replaceAll(' ', '-'),
          jobQueue: this.#among(this.#queues),
          jobDefinition,
          containerOverrides: { command: [...command], resourceRequirements: randomSize(random) },
          dependsOn,
          ...(arraySize !== undefined && { arrayProperties: { size: arraySize } }),
          ...(retryStrategy && { retryStrategy }),
          ...(attemptDurationSeconds !== undefined && { timeout: { attemptDurationSeconds } }),
        }),
      );
      const isDisturbed = dependsOn.length > 0;
      this.#submitted.push({ jobId, size: arraySize, work, isDisturbed });
      return arraySize === undefined ? 'single' : 'array';
    } catch (error) {
      // Whom it depends on may have ended, and be forgotten, in the meantime.
      const isForgotten = error instanceof BatchServiceException && error.message.includes('does not exist');
      if (isForgotten && dependsOn.length > 0) return 'refused';
      throw error;
    }
  }

  #dependencies(alive: readonly Submitted[], size: number | undefined) {
    const dependsOn: JobDependency[] = [];
    let arraySize = size;
    const random = this.#random;
    if (alive.length > 0 && random() < 0.25) dependsOn.push({ jobId: this.#among(alive).jobId });
    const arrays = alive.filter((job) => job.size !== undefined);
    if (size !== undefined && arrays.length > 0 && random() < 0.3) {
      const array = this.#among(arrays);
      arraySize = array.size;
      dependsOn.push({ jobId: array.jobId, type: 'N_TO_N' });
    }
    if (size !== undefined && random() < 0.2) dependsOn.push({ type: 'SEQUENTIAL' });
    return { dependsOn, arraySize };
  }

  async #stop(alive: readonly Submitted[], what: 'cancelled' | 'terminated'): Promise<string> {
    const job = this.#among(alive);
    job.isDisturbed = true;
    const isChild = job.size !== undefined && this.#random() < 0.4;
    const jobId = isChild ? `${job.jobId}:${Math.floor(this.#random() * (job.size ?? 0))}` : job.jobId;
    const input = { jobId, reason: `${what} at random` };
    if (what === 'cancelled') await this.#client.send(new CancelJobCommand(input));
    else await this.#client.send(new TerminateJobCommand(input));
    return what;
  }

  #among<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }
}
