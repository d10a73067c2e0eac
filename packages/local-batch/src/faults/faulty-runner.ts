import { startDeadline } from '../engine/deadline.js';
import type { Runner, RunningTask, Task, TaskEnding } from '../runners/runner.js';
import type { FaultBook } from './fault-book.js';
import { isTarget, type Target } from './is-target.js';
import { type DeadlyFault, strikeEnding } from './strike-ending.js';

/** What a {@link FaultyRunner} works with. */
export interface FaultyRunnerOptions {
  /** What really runs the tasks. */
  readonly runner: Runner;
  readonly faults: FaultBook;
  readonly jobNameOf: (jobId: string) => string;
  /** Any hexadecimal number of 17 digits. */
  readonly newInstanceId: () => string;
}

interface Watched {
  readonly target: Target;
  readonly stop: (graceSeconds?: number) => void;
  readonly kill: () => void;
  /** Of `performance.now()`. */
  readonly startedAt: number;
  readonly deadlines: Map<DeadlyFault, { cancel(): void }>;
  struckBy: DeadlyFault | undefined;
}

/** Runs tasks by another runner, and does to them what faults say. */
export class FaultyRunner implements Runner {
  readonly #options: FaultyRunnerOptions;
  readonly #watched = new Set<Watched>();

  constructor(options: FaultyRunnerOptions) {
    this.#options = options;
    options.faults.watch(() => {
      for (const watched of this.#watched) this.#aim(watched);
    });
  }

  start(task: Task, onStarted: () => void): RunningTask {
    const { faults } = this.#options;
    const target = this.#targetOf(task);
    const slow = faults.of('slow-start').find((fault) => isTarget(fault, target) && faults.strike(fault));
    return slow === undefined
      ? this.#startNow(task, target, onStarted)
      : startLater(slow.forMs, () => this.#startNow(task, target, onStarted));
  }

  #targetOf({ environment }: Task): Target {
    const { AWS_BATCH_JOB_ID: jobId = '', AWS_BATCH_JOB_ATTEMPT: attempt } = environment;
    return { jobId, jobName: this.#options.jobNameOf(jobId), attempt: Number(attempt) };
  }

  #startNow(task: Task, target: Target, onStarted: () => void): RunningTask {
    let watched: Watched | undefined;
    const stop = (graceSeconds?: number) => running.stop(graceSeconds);
    const kill = () => running.kill();
    const running = this.#options.runner.start(task, () => {
      onStarted();
      const startedAt = performance.now();
      watched = { target, stop, kill, startedAt, deadlines: new Map(), struckBy: undefined };
      this.#watched.add(watched);
      this.#aim(watched);
    });
    const ended = running.ended.then((ending) => (watched ? this.#end(watched, ending) : ending));
    return { ended, stop, kill };
  }

  #aim(watched: Watched): void {
    const { target, startedAt, deadlines } = watched;
    for (const fault of this.#options.faults.of('spot-loss', 'out-of-memory')) {
      if (deadlines.has(fault) || !isTarget(fault, target)) continue;
      const left = Math.max(0, startedAt + fault.afterMs - performance.now());
      deadlines.set(
        fault,
        startDeadline(left, () => this.#strike(watched, fault)),
      );
    }
  }

  #strike(watched: Watched, fault: DeadlyFault): void {
    if (watched.struckBy || !this.#options.faults.strike(fault)) return;
    watched.struckBy = fault;
    const hasNotice =
      fault.kind === 'spot-loss' && (fault.platform === 'FARGATE' || fault.noticeSeconds !== undefined);
    if (hasNotice) watched.stop(fault.noticeSeconds);
    else watched.kill();
  }

  #end(watched: Watched, ending: TaskEnding): TaskEnding {
    this.#watched.delete(watched);
    for (const deadline of watched.deadlines.values()) deadline.cancel();
    const { struckBy } = watched;
    return struckBy ? strikeEnding(struckBy, ending, this.#options.newInstanceId()) : ending;
  }
}

/** A task that starts after so many milliseconds, unless it is stopped before. */
function startLater(milliseconds: number, start: () => RunningTask): RunningTask {
  let running: RunningTask | undefined;
  let cancel: () => void = () => {};
  const ended = new Promise<TaskEnding>((resolve) => {
    const delay = startDeadline(milliseconds, () => {
      running = start();
      resolve(running.ended);
    });
    cancel = () => {
      delay.cancel();
      resolve({});
    };
  });
  return {
    ended,
    stop: (graceSeconds) => (running ? running.stop(graceSeconds) : cancel()),
    kill: () => (running ? running.kill() : cancel()),
  };
}
