import type { Runner } from '../runners/runner.js';
import { Capacity } from './capacity.js';
import { DEPENDENT_JOB_FAILED } from './dependencies.js';
import { Fifo } from './fifo.js';
import {
  type Attempt,
  type JobRecord,
  jobIdOf,
  type RunnableJob,
  requestOf,
  runnableJobsOf,
  type StopOrder,
  type SubmittedJob,
} from './job-record.js';
import { isTerminal, type JobState } from './job-state.js';
import { moveJob } from './move-job.js';
import type { ComputeEnvironment } from './resource-records.js';
import { retryDecision } from './retry-decision.js';
import { type RunningAttempt, runAttempt } from './run-attempt.js';
import { stopDecision } from './stop-decision.js';
import type { Store } from './store.js';
import { taskOf } from './task-of.js';
import { Waiting } from './waiting.js';

const NEVER_FITS =
  "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job needs more vCPUs than any of its queue's compute environments has";

/** What a {@link Scheduler} works with. */
export interface SchedulerOptions {
  readonly store: Store;
  readonly runner: Runner;
  /** Told of every change of state, once it is made. */
  readonly onChange?: (job: JobRecord) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * Walks jobs through their states. Nothing polls: a submission, a stop or an ending wakes one pass over what can move.
 * Each queue is first in, first out, and its head keeps its place until it fits; a retry goes to the end of the line.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #capacity = new Capacity();
  readonly #waiting: Waiting;
  readonly #lines = new Map<string, Fifo<RunnableJob>>();
  readonly #running = new Map<RunnableJob, RunningAttempt>();
  readonly #misfits: RunnableJob[] = [];
  #submitted: SubmittedJob[] = [];
  #ended: JobRecord[] = [];
  #isAwake = false;
  #isClosed = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#waiting = new Waiting(options.store);
  }

  /** Takes on a job that is in the store. */
  submit(job: SubmittedJob): void {
    this.#submitted.push(job);
    this.#wake();
  }

  /** Looks again at what waits, and at what could never run before, once a queue or a compute environment is changed. */
  resourcesChanged(): void {
    for (const job of this.#misfits.splice(0)) {
      if (job.state !== 'RUNNABLE') continue;
      job.statusReason = undefined;
      this.#line(requestOf(job).jobQueue).add(job);
    }
    this.#wake();
  }

  /** The first RUNNABLE jobs of a queue in the order of their turns, at most so many; those that never fit come last. */
  waiting(queue: string, most: number): readonly RunnableJob[] {
    const misfits = this.#misfits.filter((job) => requestOf(job).jobQueue === queue);
    const first: RunnableJob[] = [];
    for (const line of [this.#line(queue), misfits]) {
      for (const job of line) {
        if (first.length === most) return first;
        if (job.state === 'RUNNABLE') first.push(job);
      }
    }
    return first;
  }

  /** Cancels what has not been placed; what starts or runs goes on. PENDING jobs end once their dependencies have. */
  cancel(job: JobRecord, reason: string): void {
    this.#stop(job, { by: 'cancel', reason });
  }

  /** Ends a job, whatever it is doing. */
  terminate(job: JobRecord, reason: string): void {
    this.#stop(job, { by: 'terminate', reason });
  }

  /** Places nothing more, stops everything that runs, and resolves when it has gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running];
    for (const [job] of running) this.terminate(job, 'local-batch was closed');
    await Promise.all(running.map(([, attempt]) => attempt.ended));
  }

  #stop(job: JobRecord, stop: StopOrder): void {
    if (isTerminal(job.state)) return;
    if (job.kind === 'array' && job.stop?.by !== 'terminate') job.stop = stop;
    for (const runnable of runnableJobsOf(job)) this.#stopRunnable(runnable, stop);
  }

  #stopRunnable(job: RunnableJob, stop: StopOrder): void {
    const decision = stopDecision(job.state, stop.by);
    if (decision === 'ignore') return;
    job.stop = job.stop?.by === 'terminate' ? job.stop : stop;
    if (decision === 'end') this.#fail(job, stop.reason);
    if (decision === 'signal') this.#running.get(job)?.stop();
  }

  #wake(): void {
    if (this.#isAwake || this.#isClosed) return;
    this.#isAwake = true;
    setImmediate(() => {
      this.#isAwake = false;
      this.#pass();
    });
  }

  #pass(): void {
    if (this.#isClosed) return;
    for (const job of this.#submitted.splice(0)) {
      for (const waiter of this.#waiting.waitersOf(job)) this.#settle(waiter);
    }
    // A list, not recursion: a chain of dependents may be longer than the stack is deep. It grows while it is read.
    for (const ended of this.#ended) {
      for (const waiter of this.#waiting.release(jobIdOf(ended))) this.#settle(waiter);
    }
    this.#ended = [];
    const queues = this.#options.store.queues().toSorted((a, b) => b.priority - a.priority);
    for (const queue of queues) {
      const names = queue.computeEnvironments.toSorted((a, b) => a.order - b.order).map(({ name }) => name);
      const environments = names.flatMap((name) => this.#options.store.computeEnvironment(name) ?? []);
      this.#place(this.#line(queue.name), environments);
    }
  }

  #settle(job: JobRecord): void {
    if (isTerminal(job.state)) return;
    const outcome = this.#waiting.judge(job);
    if (outcome === 'failed' && job.kind === 'array') job.statusReason = DEPENDENT_JOB_FAILED;
    for (const runnable of runnableJobsOf(job)) {
      if (isTerminal(runnable.state)) continue;
      if (outcome !== 'met' && runnable.state === 'SUBMITTED') this.#move(runnable, 'PENDING');
      if (outcome === 'waiting') continue;
      if (runnable.stop) this.#fail(runnable, runnable.stop.reason);
      else if (outcome === 'failed') this.#fail(runnable, DEPENDENT_JOB_FAILED);
      else this.#enqueue(runnable);
    }
  }

  #enqueue(job: RunnableJob): void {
    this.#move(job, 'RUNNABLE');
    this.#line(requestOf(job).jobQueue).add(job);
  }

  #place(line: Fifo<RunnableJob>, environments: readonly ComputeEnvironment[]): void {
    for (let job = line.peek(); job; job = line.peek()) {
      const { vcpus, refusal } = requestOf(job);
      const placement = this.#capacity.place(vcpus, environments);
      if (job.state === 'RUNNABLE') {
        if (refusal !== undefined) this.#fail(job, refusal);
        else if (placement === 'later') return;
        else if (placement === 'never') this.#setAside(job);
        else this.#start(job, placement.environment.name);
      }
      line.take();
    }
  }

  #setAside(job: RunnableJob): void {
    job.statusReason = NEVER_FITS;
    this.#misfits.push(job);
  }

  #start(job: RunnableJob, computeEnvironment: string): void {
    const { runner, now, newId } = this.#options;
    const { vcpus, attemptDurationSeconds } = requestOf(job);
    const place = { computeEnvironment, attempt: job.attempts.length + 1, attemptId: newId() };
    const task = taskOf(job, place);
    job.statusReason = undefined;
    job.logStreamName = task.logStreamName;
    this.#move(job, 'STARTING');
    this.#capacity.take(computeEnvironment, vcpus);
    const onRunning = (startedAt: number) => {
      job.startedAt = startedAt;
      this.#move(job, 'RUNNING');
    };
    const attempt = runAttempt({ runner, task, timeoutSeconds: attemptDurationSeconds, now, onRunning });
    this.#running.set(job, attempt);
    void attempt.ended.then(({ isTimedOut, ...ended }) => {
      this.#running.delete(job);
      this.#capacity.release(computeEnvironment, vcpus);
      this.#endAttempt(job, ended, isTimedOut);
      this.#wake();
    });
  }

  #endAttempt(job: RunnableJob, attempt: Attempt, isTimedOut: boolean): void {
    job.attempts = [...job.attempts, attempt];
    const isEnded = job.stop !== undefined || isTimedOut;
    job.statusReason = attempt.statusReason;
    if (!isEnded && attempt.exitCode === 0) {
      this.#move(job, 'SUCCEEDED');
      return;
    }
    // A cancelled parent's running children go on, but they do not come back.
    const isStopped = isEnded || this.#isClosed || (job.kind === 'child' && job.parent.stop !== undefined);
    const failed = { ...attempt, attempt: job.attempts.length, isStopped };
    switch (retryDecision(requestOf(job).retryStrategy, failed)) {
      case 'RETRY':
        job.startedAt = undefined;
        this.#enqueue(job);
        return;
      case 'EXIT':
        this.#fail(job, job.stop?.reason ?? attempt.statusReason);
    }
  }

  #fail(job: RunnableJob, statusReason: string): void {
    job.statusReason = statusReason;
    this.#move(job, 'FAILED');
  }

  #move(job: RunnableJob, to: JobState): void {
    for (const moved of moveJob(job, to, this.#options.now())) {
      if (isTerminal(moved.state)) this.#ended.push(moved);
      this.#options.onChange?.(moved);
    }
    if (isTerminal(to)) this.#wake();
  }

  #line(queue: string): Fifo<RunnableJob> {
    const existing = this.#lines.get(queue);
    if (existing) return existing;
    const line = new Fifo<RunnableJob>();
    this.#lines.set(queue, line);
    return line;
  }
}
