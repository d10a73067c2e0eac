import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelJobCommand,
  type ContainerOverrides,
  type JobDependency,
  ListJobsCommand,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import type { Api } from './api.js';
import type { JobView } from './job-view.js';
import { MOST_LAG_MS, randomFault } from './random-fault.js';
import { randomWork, type Work } from './random-work.js';
import { recorded } from './run-records.js';

/** A job that was taken on. */
export interface Submitted {
  readonly jobId: string;
  /** No other job has it. */
  readonly name: string;
  readonly queue: string;
  /** Children; undefined for a single job. */
  readonly size: number | undefined;
  readonly work: Work;
  readonly hasDependencies: boolean;
  /** Ids, of the job or its children, that were to be stopped. */
  readonly stops: Set<string>;
}

/** What a {@link Submitter} works with. */
export interface SubmitterOptions {
  readonly api: Api;
  readonly view: JobView;
  readonly queues: readonly string[];
  readonly random: () => number;
}

const LARGEST_ARRAY = 8;

/** Submits random jobs, stops random ones, and has random things go wrong. */
export class Submitter {
  readonly #options: SubmitterOptions;
  readonly #violations: string[] = [];
  #submitted: Submitted[] = [];
  #count = 0;

  constructor(options: SubmitterOptions) {
    this.#options = options;
  }

  /** All jobs since it was cleared, in the order of their submission. */
  get submitted(): readonly Submitted[] {
    return this.#submitted;
  }

  /** Jobs that have not ended. */
  get alive(): readonly Submitted[] {
    return this.#submitted.filter(({ jobId }) => !this.#options.view.hasEnded(jobId));
  }

  /** What must not have been, up to now. */
  get violations(): readonly string[] {
    return this.#violations;
  }

  clear(): void {
    this.#submitted = [];
  }

  /** Does one thing, and tells what. */
  async act(): Promise<string> {
    const { api, random } = this.#options;
    const draw = random();
    const alive = this.alive;
    if (draw < 0.62 || alive.length === 0) return this.#submit(alive);
    if (draw < 0.74) return this.#stop(alive, 'cancelled');
    if (draw < 0.86) return this.#stop(alive, 'terminated');
    const fault = randomFault(
      random,
      alive.map(({ jobId }) => jobId),
    );
    return (await api.addFault(fault)) ? fault.kind : 'no fault';
  }

  async #submit(alive: readonly Submitted[]): Promise<string> {
    const { api, queues, random } = this.#options;
    this.#count += 1;
    const work = randomWork(random);
    const size = random() < 0.2 ? 2 + Math.floor(random() * (LARGEST_ARRAY - 1)) : undefined;
    const { dependsOn, arraySize } = this.#dependencies(alive, size);
    const name = `${work.name}-${this.#count}`;
    const queue = this.#among(queues);
    const { jobDefinition, retryStrategy, attemptDurationSeconds } = work;
    const input: SubmitJobCommandInput = {
      jobName: name,
      jobQueue: queue,
      jobDefinition,
      containerOverrides: { command: [recorded(work.script)], resourceRequirements: this.#resources() },
      dependsOn,
      ...(arraySize !== undefined && { arrayProperties: { size: arraySize } }),
      ...(retryStrategy && { retryStrategy }),
      ...(attemptDurationSeconds !== undefined && { timeout: { attemptDurationSeconds } }),
    };
    const called = await api.try((client) => client.send(new SubmitJobCommand(input)));
    // Whom it depends on may have ended, and be forgotten, in the meantime.
    if (called.kind === 'refused' && dependsOn.length > 0 && called.message.includes('does not exist')) {
      return 'refused';
    }
    if (called.kind === 'refused') throw new Error(called.message);
    const jobId = called.kind === 'answered' ? called.answer.jobId : await this.#find(input);
    if (called.kind === 'failed' && called.isDone === (jobId === undefined)) {
      this.#violations.push(
        `ListJobs shows ${jobId} for ${name}, whose SubmitJob failed with ${called.message}`,
      );
    }
    if (jobId === undefined) return 'not submitted';
    const hasDependencies = dependsOn.length > 0;
    this.#submitted.push({ jobId, name, queue, size: arraySize, work, hasDependencies, stops: new Set() });
    return arraySize === undefined ? 'single' : 'array';
  }

  /** Looks a job up by its name, as who has lost the answer must. */
  async #find({ jobName, jobQueue }: SubmitJobCommandInput): Promise<string | undefined> {
    const { api } = this.#options;
    const filters = [{ name: 'JOB_NAME', values: [jobName ?? ''] }];
    const list = async () => {
      const { jobSummaryList = [] } = await api.ask((client) =>
        client.send(new ListJobsCommand({ jobQueue, filters })),
      );
      if (jobSummaryList.length > 1)
        this.#violations.push(`${jobName} was submitted ${jobSummaryList.length} times`);
      return jobSummaryList[0]?.jobId;
    };
    const found = await list();
    if (found !== undefined) return found;
    await delay(MOST_LAG_MS);
    return list();
  }

  #dependencies(alive: readonly Submitted[], size: number | undefined) {
    const dependsOn: JobDependency[] = [];
    let arraySize = size;
    const { random } = this.#options;
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

  /** Most take one vCPU of at least four. */
  #resources(): ContainerOverrides['resourceRequirements'] {
    const { random } = this.#options;
    const vcpus = random() < 0.75 ? 1 : 2 + Math.floor(random() * 3);
    return [{ type: 'VCPU', value: String(vcpus) }];
  }

  async #stop(alive: readonly Submitted[], what: 'cancelled' | 'terminated'): Promise<string> {
    const { api, random } = this.#options;
    const job = this.#among(alive);
    const isChild = job.size !== undefined && random() < 0.4;
    const jobId = isChild ? `${job.jobId}:${Math.floor(random() * (job.size ?? 0))}` : job.jobId;
    job.stops.add(jobId);
    const input = { jobId, reason: `${what} at random` };
    const command = what === 'cancelled' ? new CancelJobCommand(input) : new TerminateJobCommand(input);
    const called = await api.try((client) => client.send(command));
    if (called.kind === 'refused') throw new Error(called.message);
    return what;
  }

  #among<T>(values: readonly T[]): T {
    return values[Math.floor(this.#options.random() * values.length)] as T;
  }
}
