import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { signalGroup } from '../../process-group.js';
import type { RunningTask, TaskEnding } from '../runner.js';
import type { SpawnerReport, SpawnerRequest, SpawnOrder } from './messages.js';

/** As when a host is lost under its jobs; retry rules such as `Host EC2*` find it. */
const HOST_LOST: TaskEnding = { statusReason: 'Host EC2 (instance i-local) terminated.' };
const CLOSE_TIMEOUT_MS = 10_000;

interface PendingTask {
  readonly onStarted: (groupId: number) => void;
  readonly end: (ending: TaskEnding) => void;
  groupId?: number;
}

/**
 * Starts processes in a helper of its own, because starting one takes the longer the more memory its parent has. A
 * helper that is lost is replaced, and its tasks end as if their host were lost.
 */
export class Spawner {
  readonly #entrypoint: string;
  readonly #tasks = new Map<number, PendingTask>();
  #helper: ChildProcess | undefined;
  #lastTask = 0;
  #isClosed = false;

  /** @param entrypoint - Path of the bundled helper. */
  constructor(entrypoint: string) {
    this.#entrypoint = entrypoint;
    this.#helper = this.#startHelper();
  }

  start(order: SpawnOrder, onStarted: (groupId: number) => void): RunningTask {
    this.#lastTask += 1;
    const task = this.#lastTask;
    const ended = new Promise<TaskEnding>((end) => this.#tasks.set(task, { onStarted, end }));
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
    const helper = fork(this.#entrypoint, [], {
      // Ctrl-C reaches the server's whole group, and it is the server that stops the jobs.
      detached: true,
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    helper.on('message', (report: SpawnerReport) => this.#take(report));
    helper.once('error', () => this.#lose(helper));
    helper.once('exit', () => this.#lose(helper));
    return helper;
  }

  #send(request: SpawnerRequest): void {
    // What fails here ends the helper, which is noticed.
    if (this.#helper?.connected) this.#helper.send(request, () => {});
  }

  #take(report: SpawnerReport): void {
    const task = this.#tasks.get(report.task);
    if (report.kind === 'started') {
      if (task) task.groupId = report.groupId;
      task?.onStarted(report.groupId);
      return;
    }
    this.#tasks.delete(report.task);
    task?.end(report.ending);
  }

  #lose(helper: ChildProcess): void {
    if (this.#helper !== helper) return;
    this.#helper = this.#isClosed ? helper : undefined;
    const lost = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const { groupId, end } of lost) {
      if (groupId !== undefined) signalGroup(groupId, 'SIGKILL');
      end(HOST_LOST);
    }
  }
}
