import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { endGroup } from '../../process-group.js';
import { HOST_LOST } from '../host-lost.js';
import type { RunningTask, TaskEnding } from '../runner.js';
import type { HelperWatch } from '../watches.js';
import { endStrays } from './end-strays.js';
import type { HelperReport, HelperRequest, SpawnOrder } from './messages.js';
import { Outbox } from './outbox.js';
import { removeFolder, temporaryRoot } from './temporary-folders.js';

/** As when a host is lost under its jobs. */
const LOST: TaskEnding = { statusReason: HOST_LOST };
const CLOSE_TIMEOUT_MS = 10_000;

/** Who wants to know what becomes of a task. */
export interface SpawnListener {
  /** A program works for it, as this group, before it runs. */
  readonly onClient?: (groupId: number) => void;
  /** It runs, as this group. */
  readonly onStarted: (groupId: number) => void;
}

/** A task of a helper's. */
export interface SpawnedTask extends RunningTask {
  /** Resolves when nothing of it is left outside of its group either, which is looked for after the end of one that succeeds. */
  readonly cleared: Promise<void>;
}

interface PendingTask extends SpawnListener {
  readonly jobId: string | undefined;
  readonly end: (ending: TaskEnding) => void;
  readonly clear: () => void;
  groupId?: number;
}

/** Whether a task ended because its helper was lost, and may have left something behind. */
export function isHostLost(ending: TaskEnding): boolean {
  return ending === LOST;
}

/** A process that starts processes and containers for this one. When it is lost, its tasks end as if their host were. */
export class SpawnHelper {
  readonly #process: ChildProcess;
  readonly #mark: string;
  readonly #requests: Outbox<HelperRequest>;
  readonly #tasks = new Map<number, PendingTask>();
  /** What waits until it has ended what jobs that have succeeded have left, by their ids. */
  readonly #toSweep = new Map<string, () => void>();
  #lastTask = 0;
  #isLost = false;
  #cleaning: Promise<void> = Promise.resolve();

  private constructor(helper: ChildProcess, mark: string) {
    this.#process = helper;
    this.#mark = mark;
    this.#requests = new Outbox((requests) => {
      // What fails here ends the helper, which is noticed.
      if (helper.connected) helper.send(requests, () => {});
    });
    helper.on('message', (reports: readonly HelperReport[]) => {
      for (const report of reports) this.#take(report);
    });
    helper.once('error', () => this.#lose());
    helper.once('exit', () => this.#lose());
  }

  /** @param entrypoint - Path of its bundled program. */
  static open(entrypoint: string, watch: HelperWatch | undefined): SpawnHelper {
    const mark = `helper-${randomUUID()}`;
    const helper = fork(entrypoint, [], {
      // Ctrl-C reaches the server's whole group, and it is the server that stops the jobs.
      detached: true,
      // A process has it until it becomes its job's program, and would do so after its helper was killed.
      env: { AWS_BATCH_JOB_ID: mark, TMPDIR: tmpdir() },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { pid: groupId } = helper;
    if (groupId !== undefined && watch) {
      watch.helperStarted(groupId, mark);
      helper.once('exit', () => watch.ended(groupId));
    }
    return new SpawnHelper(helper, mark);
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** How many tasks it runs. */
  get load(): number {
    return this.#tasks.size;
  }

  start(order: SpawnOrder, listener: SpawnListener): SpawnedTask {
    this.#lastTask += 1;
    const task = this.#lastTask;
    // What a container has left is its engine's to remove.
    const jobId = order.kind === 'process' ? order.jobId : undefined;
    let clear = () => {};
    const cleared = new Promise<void>((resolve) => {
      clear = resolve;
    });
    const ended = new Promise<TaskEnding>((end) => this.#tasks.set(task, { ...listener, jobId, end, clear }));
    this.#requests.add({ kind: 'start', task, order });
    return {
      ended,
      cleared,
      stop: (graceSeconds) => this.#requests.add({ kind: 'stop', task, graceSeconds }),
      kill: () => this.#requests.add({ kind: 'kill', task }),
    };
  }

  /** Ends it, and with it whatever still runs, and waits until what it has left has gone. */
  async close(): Promise<void> {
    const helper = this.#process;
    if (helper.exitCode === null && helper.signalCode === null) {
      const exited = once(helper, 'exit');
      if (helper.connected) helper.disconnect();
      const timer = setTimeout(() => helper.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    }
    await this.cleaned();
  }

  /** Resolves when what it has left has gone, if it was lost. */
  cleaned(): Promise<void> {
    return this.#cleaning;
  }

  #take(report: HelperReport): void {
    if (report.kind === 'swept') {
      for (const jobId of report.jobIds) {
        this.#toSweep.get(jobId)?.();
        this.#toSweep.delete(jobId);
      }
      return;
    }
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
        if (task.jobId !== undefined && report.ending.exitCode === 0)
          this.#toSweep.set(task.jobId, task.clear);
        else task.clear();
        task.end(report.ending);
    }
  }

  #lose(): void {
    this.#isLost = true;
    const lost = [...this.#tasks.values()];
    this.#tasks.clear();
    const toSweep = [...this.#toSweep];
    this.#toSweep.clear();
    const left = [this.#mark, ...toSweep.map(([jobId]) => jobId)];
    // Told of it twice if its exit follows an error.
    this.#cleaning = Promise.all([this.#cleaning, endLost(lost, left)]).then(() => {
      for (const [, clear] of toSweep) clear();
      return removeFolder(temporaryRoot(this.#mark));
    });
  }
}

/** A task's group may not have been told yet, and what has left its group has nobody else to end it. */
async function endLost(lost: readonly PendingTask[], others: readonly string[]): Promise<void> {
  await Promise.all(lost.map(({ groupId }) => groupId !== undefined && endGroup(groupId)));
  await endStrays(new Set([...others, ...lost.flatMap(({ jobId }) => jobId ?? [])]));
  for (const { end, clear } of lost) {
    end(LOST);
    clear();
  }
}
