import { HOST_LOST } from '../runners/host-lost.js';
import type { Runner } from '../runners/runner.js';
import { Allocator } from './allocator.js';
import { byTime } from './by-time.js';
import { DEPENDENT_JOB_FAILED } from './dependencies.js';
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
import { retryDecision } from './retry-decision.js';
import { type RunningAttempt, runAttempt } from './run-attempt.js';
import { stopDecision } from './stop-decision.js';
import type { Store } from './store.js';
import { taskOf } from './task-of.js';
import { Waiting } from './waiting.js';

/** What a {@link Scheduler} works with. */
export interface SchedulerOptions {
  readonly store: Store;
  readonly runner: Runner;
  /** Told of every change of state, once it is made. */
  readonly onChange?: (job: JobRecord) => void;
  /** Keeps a job that became RUNNABLE from being placed until `release` is called, later; false holds nothing. */
  readonly hold?: (job: RunnableJob, release: () => void) => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * Walks jobs through their states. Nothing polls: a submission, a stop or an ending wakes one pass over what can move.
 * A retry goes to the end of its queue's line.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #allocator: Allocator;
  readonly #waiting: Waiting;
  readonly #running = new Map<RunnableJob, RunningAttempt>();
  #submitted: SubmittedJob[] = [];
  #ended: JobRecord[] = [];
  #isAwake = false;
  #isClosed = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#waiting = new Waiting(options.store);
    this.#allocator = new Allocator({
      store: options.store,
      now: options.now,
      start: (job, computeEnvironment) => this.#start(job, computeEnvironment),
      fail: (job, statusReason) => this.#fail(job, statusReason),
    });
  }

  /** Takes on a job that is in the store. */
  submit(job: SubmittedJob): void {
    this.#submitted.push(job);
    this.#wake();
  }

  /** Takes on the jobs of an earlier server: what waited goes on, what was placed ends as on a lost host. */
  resume(): void {
    const jobs = [...this.#options.store.jobs.all()];
    const isAlive = ({ state }: JobRecord) => !isTerminal(state);
    // Some may be forgotten now, but only once those who depend on them are told.
    const ended = jobs.filter((job) => !isAlive(job));
    this.#ended = byTime(ended, 'stoppedAt');
    const runnable = jobs.filter(isAlive).flatMap(runnableJobsOf);
    const waiting = runnable.filter(({ state }) => state === 'RUNNABLE');
    for (const job of byTime(waiting, 'runnableAt')) this.#allocator.add(job);
    for (const job of runnable) this.#resumePlaced(job);
    for (const job of jobs.filter(isAlive)) this.submit(job);
    this.#wake();
  }

  /** Looks again at what waits, and at what could never run before, once a queue or a compute environment is changed. */
  resourcesChanged(): void {
    this.#allocator.addMisfits();
    this.#wake();
  }

  /** Forgets how a queue was that is gone; its jobs have been stopped. */
  queueRemoved(queue: string): void {
    this.#allocator.forgetQueue(queue);
  }

  /** The first RUNNABLE jobs of a queue in the order of their turns, at most so many; those that never fit come last. */
  waiting(queue: string, most: number): readonly RunnableJob[] {
    return this.#allocator.waiting(queue, most);
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
    this.#allocator.close();
    const running = [...this.#running];
    for (const [job] of running) this.terminate(job, 'local-batch was closed');
    await Promise.all(running.map(([, attempt]) => attempt.ended));
  }

  #stop(job: JobRecord, stop: StopOrder): void {
    if (isTerminal(job.state)) return;
    if (job.kind === 'array' && job.stop?.by !== 'terminate') {
      job.stop = stop;
      this.#options.store.jobs.changed(job);
    }
    for (const runnable of runnableJobsOf(job)) this.#stopRunnable(runnable, stop);
  }

  #stopRunnable(job: RunnableJob, stop: StopOrder): void {
    const decision = stopDecision(job.state, stop.by);
    if (decision === 'ignore') return;
    job.stop = job.stop?.by === 'terminate' ? job.stop : stop;
    if (decision !== 'end') this.#options.store.jobs.changed(job);
    if (decision === 'end') this.#fail(job, stop.reason);
    if (decision === 'signal') this.#running.get(job)?.stop();
  }

  /** If it is tried again, it goes to the end of the line. */
  #resumePlaced(job: RunnableJob): void {
    if (job.state !== 'STARTING' && job.state !== 'RUNNING') return;
    const { startedAt, logStreamName = '' } = job;
    const lost = { startedAt, stoppedAt: this.#options.now(), statusReason: HOST_LOST, logStreamName };
    this.#endAttempt(job, { ...lost, exitCode: undefined, reason: undefined }, false);
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
    // Only now that those who depend on them have been told.
    for (const job of this.#ended.splice(0))
      if (job.kind !== 'child') this.#options.store.jobs.ended(job, this.#options.now());
    this.#allocator.place();
  }

  #settle(job: JobRecord): void {
    if (isTerminal(job.state)) return;
    const outcome = this.#waiting.judge(job);
    if (outcome === 'failed' && job.kind === 'array') job.statusReason = DEPENDENT_JOB_FAILED;
    for (const runnable of runnableJobsOf(job)) {
      if (runnable.state !== 'SUBMITTED' && runnable.state !== 'PENDING') continue;
      if (outcome !== 'met' && runnable.state === 'SUBMITTED') this.#move(runnable, 'PENDING');
      if (outcome === 'waiting') continue;
      if (runnable.stop) this.#fail(runnable, runnable.stop.reason);
      else if (outcome === 'failed') this.#fail(runnable, DEPENDENT_JOB_FAILED);
      else this.#enqueue(runnable);
    }
  }

  #enqueue(job: RunnableJob): void {
    this.#move(job, 'RUNNABLE');
    const release = () => {
      this.#allocator.add(job);
      this.#wake();
    };
    if (!this.#options.hold?.(job, release)) this.#allocator.add(job);
  }

  #start(job: RunnableJob, computeEnvironment: string): void {
    const { runner, now, newId } = this.#options;
    const { attemptDurationSeconds } = requestOf(job);
    const place = { computeEnvironment, attempt: job.attempts.length + 1, attemptId: newId() };
    const task = taskOf(job, place);
    job.statusReason = undefined;
    job.logStreamName = task.logStreamName;
    this.#move(job, 'STARTING');
    const giveBack = this.#allocator.take(job, computeEnvironment);
    const onRunning = (startedAt: number) => {
      job.startedAt = startedAt;
      this.#move(job, 'RUNNING');
    };
    const attempt = runAttempt({ runner, task, timeoutSeconds: attemptDurationSeconds, now, onRunning });
    this.#running.set(job, attempt);
    void attempt.ended.then(({ isTimedOut, ...ended }) => {
      this.#running.delete(job);
      giveBack();
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
    this.#allocator.forgetMisfit(job);
    this.#move(job, 'FAILED');
  }

  #move(job: RunnableJob, to: JobState): void {
    for (const moved of moveJob(job, to, this.#options.now())) {
      if (isTerminal(moved.state)) this.#ended.push(moved);
      this.#options.store.jobs.changed(moved);
      this.#options.onChange?.(moved);
    }
    if (isTerminal(to)) this.#wake();
  }
}
