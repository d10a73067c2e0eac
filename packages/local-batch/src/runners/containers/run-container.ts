import { closeSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningTask, TaskEnding } from '../runner.js';
import type { ContainerOrder } from '../spawner/messages.js';
import { openLog } from '../spawner/open-log.js';
import { callEngine } from './call-engine.js';
import { containerEnding } from './container-ending.js';
import { createContainer } from './create-container.js';
import { type ClientEnding, type EngineClient, startClient } from './engine-client.js';
import { inspectContainer } from './inspect-container.js';
import { lastComplaint } from './last-complaint.js';
import { removeContainer } from './remove-container.js';
import { TIME_LIMITS, timedOut } from './time-limits.js';

/** Starting one takes about a tenth of a second. */
const FIRST_LOOK_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
const CLIENT_PATIENCE_MS = 5_000;
/** What `conmon`, the monitor of podman's containers, writes where its client runs. */
const MEMORY_NOTE = 'oom';

/** Who wants to know what becomes of a container. */
export interface ContainerListener {
  /** A program of the engine works for it, as this group. */
  readonly onClient: (groupId: number) => void;
  /** It runs, and this group is the client that has its output. */
  readonly onStarted: (groupId: number) => void;
}

/**
 * Makes a container, runs it with its output straight into a log file, and removes it, whatever comes between. It runs
 * under the engine's own monitor, not under the client that has its output: what is done to it goes through the engine.
 */
export function runContainer(order: ContainerOrder, listener: ContainerListener): RunningTask {
  return new ContainerRun(order, listener);
}

class ContainerRun implements RunningTask {
  readonly ended: Promise<TaskEnding>;
  readonly #order: ContainerOrder;
  readonly #listener: ContainerListener;
  readonly #killed = new AbortController();
  #client: EngineClient | undefined;
  #stopSignal: string | undefined;
  #isStopped = false;
  #isSignalled = false;
  #isLate = false;
  #killAt = Number.POSITIVE_INFINITY;
  #killTimer: NodeJS.Timeout | undefined;
  #removal: Promise<void> | undefined;

  constructor(order: ContainerOrder, listener: ContainerListener) {
    this.#order = order;
    this.#listener = listener;
    this.ended = this.#run();
  }

  stop(graceSeconds = this.#order.stopGraceSeconds): void {
    if (!this.#client) {
      // Nothing of the job runs yet.
      this.kill();
      return;
    }
    const wantedAt = performance.now() + graceSeconds * 1000;
    if (wantedAt >= this.#killAt) return;
    this.#killAt = wantedAt;
    clearTimeout(this.#killTimer);
    this.#killTimer = setTimeout(() => this.kill(), graceSeconds * 1000);
    this.#isStopped = true;
    this.#signal();
  }

  kill(): void {
    this.#killed.abort();
  }

  async #run(): Promise<TaskEnding> {
    const watch = { signal: this.#killed.signal, onClient: this.#listener.onClient };
    try {
      const failure = await createContainer(this.#order, watch);
      if (this.#killed.signal.aborted) return {};
      return failure ?? (await this.#attend());
    } catch (error) {
      return { reason: `CannotStartContainerError: ${error instanceof Error ? error.message : error}` };
    } finally {
      clearTimeout(this.#killTimer);
      await this.#remove();
    }
  }

  async #attend(): Promise<TaskEnding> {
    const { engine, name, folder, logFile } = this.#order;
    const log = openLog(logFile);
    if (typeof log !== 'number') return log;
    try {
      mkdirSync(folder, { mode: 0o700 });
      this.#client = startClient(engine, ['start', '--attach', name], { folder, log });
    } finally {
      closeSync(log);
    }
    const { groupId, ended } = this.#client;
    if (groupId !== undefined) this.#listener.onClient(groupId);
    this.#killed.signal.addEventListener('abort', () => void this.#endNow());
    const watching = this.#watchStart(this.#client);
    const ending = await ended;
    await watching;
    return this.#judge(ending);
  }

  /** Looks until the container runs or its client has ended; the client itself does not tell. */
  async #watchStart(client: EngineClient): Promise<void> {
    let hasEnded = false;
    const ended = client.ended.then(() => {
      hasEnded = true;
    });
    const lateAt = performance.now() + TIME_LIMITS.started * 1000;
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      await Promise.race([delay(pause), ended]);
      if (hasEnded || this.#killed.signal.aborted) return;
      const state = await inspectContainer(this.#order.engine, this.#order.name);
      if ('hasStarted' in state && state.hasStarted) {
        this.#started(state.stopSignal);
        return;
      }
      if (performance.now() < lateAt) continue;
      this.#isLate = true;
      this.kill();
    }
  }

  async #judge({ exitCode }: ClientEnding): Promise<TaskEnding> {
    const { engine, name, folder, logFile } = this.#order;
    if (exitCode === 0) {
      this.#started();
      return { exitCode };
    }
    if (this.#isLate) return timedOut('started');
    if (this.#killed.signal.aborted) return this.#stopSignal === undefined ? {} : { exitCode: 137 };
    const state = await inspectContainer(engine, name);
    if ('hasStarted' in state && state.hasStarted) this.#started();
    const hasStarted = this.#stopSignal !== undefined;
    return containerEnding({
      exitCode,
      state,
      hasMemoryNote: existsSync(join(folder, MEMORY_NOTE)),
      hasStarted,
      // Of a container that has not run, the log has nothing but what its client said.
      lastLine: hasStarted ? '' : lastComplaint(readFileSync(logFile, 'utf8')),
    });
  }

  #started(stopSignal = 'SIGTERM'): void {
    if (this.#stopSignal !== undefined) return;
    this.#stopSignal = stopSignal;
    this.#listener.onStarted(this.#client?.groupId as number);
    this.#signal();
  }

  /** A container that is stopped before it runs is signalled once it does. */
  #signal(): void {
    const { engine, name } = this.#order;
    if (!this.#isStopped || this.#isSignalled || this.#stopSignal === undefined) return;
    this.#isSignalled = true;
    // It fails where the container has ended in the meantime; where that is not why, SIGKILL follows.
    const args = ['kill', '--signal', this.#stopSignal, name];
    void callEngine(engine, args, { timeoutSeconds: TIME_LIMITS.signalled });
  }

  async #endNow(): Promise<void> {
    await this.#remove();
    // Without its container the client ends by itself.
    await Promise.race([delay(CLIENT_PATIENCE_MS), this.#client?.ended]);
    this.#client?.end();
  }

  #remove(): Promise<void> {
    this.#removal ??= removeContainer(this.#order).then((complaint) => {
      if (complaint === undefined) return;
      console.error(`local-batch: container ${this.#order.name} could not be removed: ${complaint}`);
    });
    return this.#removal;
  }
}
