import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { endStrays } from './end-strays.js';
import { endGroup, signalGroup } from './process-group.js';
import type { Runner, RunningTask, Task, TaskEnding } from './runner.js';
import { startFailure } from './start-failure.js';

const MINIMAL_PATH = '/usr/local/bin:/usr/bin:/bin';

/** What a {@link ProcessRunner} works with. */
export interface ProcessRunnerOptions {
  /** The command that stands for each image's entrypoint; an empty one runs the task's own command. */
  readonly images: Readonly<Record<string, readonly string[]>>;
  readonly logFolder: string;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopGraceSeconds: number;
  /** What every task gets, unless its own variables say otherwise. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs every task as a process group of its own, without a shell, its output straight into a log file. A task sees the
 * given environment and its own, and nothing of this process's.
 */
export class ProcessRunner implements Runner {
  readonly #options: ProcessRunnerOptions;

  constructor(options: ProcessRunnerOptions) {
    this.#options = options;
  }

  start(task: Task, onStarted: () => void): RunningTask {
    const { images, stopGraceSeconds } = this.#options;
    const entrypoint = Object.hasOwn(images, task.image) ? images[task.image] : undefined;
    if (!entrypoint) {
      return notStarted({
        reason: `CannotPullContainerError: image ${task.image} is not mapped to a command`,
      });
    }
    const [file, ...args] = [...entrypoint, ...task.command];
    if (!file) return notStarted({ reason: 'CannotStartContainerError: no command specified' });
    try {
      const leader = this.#spawn(task, file, args);
      leader.once('spawn', onStarted);
      return follow(leader, file, stopGraceSeconds, task.environment.AWS_BATCH_JOB_ID);
    } catch (error) {
      return notStarted(startFailure(file, error));
    }
  }

  #spawn(task: Task, file: string, args: readonly string[]): ChildProcess {
    const logFile = join(this.#options.logFolder, `${task.logStreamName}.log`);
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    try {
      return spawn(file, args, {
        detached: true,
        env: { PATH: MINIMAL_PATH, ...this.#options.environment, ...task.environment },
        stdio: ['ignore', log, log],
      });
    } finally {
      closeSync(log);
    }
  }
}

function notStarted(ending: TaskEnding): RunningTask {
  return { ended: Promise.resolve(ending), stop: () => {} };
}

function follow(
  leader: ChildProcess,
  file: string,
  stopGraceSeconds: number,
  jobId: string | undefined,
): RunningTask {
  const groupId = leader.pid;
  let killTimer: NodeJS.Timeout | undefined;
  let hasExited = false;
  let wasStopped = false;

  const ended = new Promise<TaskEnding>((resolve) => {
    leader.once('error', (error) => {
      if (groupId === undefined) resolve(startFailure(file, error));
    });
    leader.once('exit', (code, signal) => {
      hasExited = true;
      clearTimeout(killTimer);
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      const settle = () => resolve({ exitCode });
      // A leader that failed may not have ended what it had given groups of their own.
      const endAll = async (leaderGroup: number) => {
        await endGroup(leaderGroup);
        if (jobId !== undefined && (exitCode !== 0 || wasStopped)) await endStrays(jobId);
      };
      if (groupId === undefined) settle();
      else endAll(groupId).then(settle, settle);
    });
  });

  const stop = () => {
    // After the exit the number may already belong to somebody else's group.
    if (groupId === undefined || hasExited || killTimer) return;
    wasStopped = true;
    signalGroup(groupId, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(groupId, 'SIGKILL'), stopGraceSeconds * 1000);
  };
  return { ended, stop };
}
