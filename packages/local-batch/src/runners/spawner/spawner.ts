import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { endGroup } from '../../process-group.js';
import { HOST_LOST } from '../host-lost.js';
import type { RunningTask, TaskEnding } from '../runner.js';
import { endStrays } from './end-strays.js';
import type { SpawnerReport, SpawnerRequest, SpawnOrder } from './messages.js';

/** As when a host is lost under its jobs. */
const LOST: TaskEnding = { statusReason: HOST_LOST };
const CLOSE_TIMEOUT_MS = 10_000;

/** What is told of helpers. */
export interface HelperWatch {
  /** @param mark - Stands for a job's id in what the helper has started, and what has not become a job's program yet. */
  helperStarted(groupId: number, mark: string): void;
  ended(groupId: number): void;
}

/** Who wants to know what becomes of a task. */
export interface SpawnListener {
  /** A program works for it, as this group, before it runs. */
  readonly onClient?: (groupId: number) => void;
  /** It runs, as this group. */
  readonly onStarted: (groupId: number) => void;
}

interface PendingTask extends SpawnListener {
  readonly jobId: string | undefined;
  readonly end: (ending: TaskEnding) => void;
  groupId?: number;
}

/** Whether a task ended because its helper was lost, and may have left something behind. */
export function isHostLost(ending: TaskEnding): boolean {
  return ending === LOST;
}

/**
 * Starts processes and containers in a helper of its own, because starting one takes the longer the more memory its
 * parent has. A helper that is lost is replaced, and its tasks end as if their host were lost.
 */
export class Spawner {
  readonly #entrypoint: string;
  readonly #watch: HelperWatch | undefined;
  readonly #tasks = new Map<number, PendingTask>();
  #helper: ChildProcess | undefined;
  #lastTask = 0;
  #isClosed = false;

  /** @param entrypoint - Path of the bundled helper. */
  constructor(entrypoint: string, watch?: HelperWatch) {
    this.#entrypoint = entrypoint;
    this.#watch = watch;
    this.#helper = this.#startHelper();
  }

  start(order: SpawnOrder, listener: SpawnListener): RunningTask {
    this.#lastTask += 1;
    const task = this.#lastTask;
    // What a container has left is its engine's to remove.
    const jobId = order.kind === 'process' ? order.jobId : undefined;
    const ended = new Promise<TaskEnding>((end) => this.#tasks.set(task, { ...listener, jobId, end }));
    this.#helper ??= this.#startHelper();
    this.#send({ kind: 'start', task, order });
    return {
      ended,
      stop: (graceSeconds) => this.#send({ kind: 'stop', task, graceSeconds }),
      kill: () => this.#send({ kind: 'kill', task }),
    };
  }

  /** Ends the helper, and with it whatever still runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const helper = this.#helper;
    if (helper === undefined || helper.exitCode !== null || helper.signalCode !== null) return;
    const exited = once(helper, 'exit');
    if (helper.connected) helper.disconnect();
    const timer = setTimeout(() => helper.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  }

  #startHelper(): ChildProcess {
    const mark = `helper-${randomUUID()}`;
    const helper = fork(this.#entrypoint, [], {
      // Ctrl-C reaches the server's whole group, and it is the server that stops the jobs.
      detached: true,
      // A process has it until it becomes its job's program, and would do so after its helper was killed.
      env: { AWS_BATCH_JOB_ID: mark },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { pid: groupId } = helper;
    if (groupId !== undefined) this.#watch?.helperStarted(groupId, mark);
    helper.on('message', (report: SpawnerReport) => this.#take(report));
    helper.once('error', () => this.#lose(helper, mark));
    helper.once('exit', () => {
      if (groupId !== undefined) this.#watch?.ended(groupId);
      this.#lose(helper, mark);
    });
    return helper;
  }

  #send(request: SpawnerRequest): void {
    // What fails here ends the helper, which is noticed.
    if (this.#helper?.connected) this.#helper.send(request, () => {});
  }

  #take(report: SpawnerReport): void {
    const task = this.#tasks.get(report.task);
    if (!task) return;
    switch (report.kind) {
      case 'client':
        task.groupId = report.groupId;
        task.onClient?.(report.groupId);
        return;
      case 'started':
        task.groupId = report.groupId;
        task.onStarted(report.groupId);
        return;
      case 'ended':
        this.#tasks.delete(report.task);
        task.end(report.ending);
    }
  }

  #lose(helper: ChildProcess, mark: string): void {
    if (this.#helper !== helper) return;
    this.#helper = this.#isClosed ? helper : undefined;
    const lost = [...this.#tasks.values()];
    this.#tasks.clear();
    void endLost(lost, mark);
  }
}

/** A task's group may not have been told yet, and what has left its group has nobody else to end it. */
async function endLost(lost: readonly PendingTask[], mark: string): Promise<void> {
  await Promise.all(lost.map(({ groupId }) => groupId !== undefined && endGroup(groupId)));
  await endStrays(new Set([mark, ...lost.flatMap(({ jobId }) => jobId ?? [])]));
  for (const { end } of lost) end(LOST);
}
