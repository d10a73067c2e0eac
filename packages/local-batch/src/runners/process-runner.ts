import { join } from 'node:path';
import type { Runner, RunningTask, Task, TaskEnding } from './runner.js';
import type { Spawner } from './spawner/spawner.js';
import type { GroupWatch } from './watches.js';

const MINIMAL_PATH = '/usr/local/bin:/usr/bin:/bin';

/** What a {@link ProcessRunner} works with. */
export interface ProcessRunnerOptions {
  readonly spawner: Spawner;
  /** The command that stands for each image's entrypoint; an empty one runs the task's own command. */
  readonly images: Readonly<Record<string, readonly string[]>>;
  readonly logFolder: string;
  /** Told of process groups. */
  readonly groups?: GroupWatch | undefined;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopGraceSeconds: number;
  /** What every task gets, unless its own variables say otherwise. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs every task as a process group of its own, without a shell, its output straight into a log file. A task sees the
 * given environment and its own, a TMPDIR that goes with it, and nothing of this process's.
 */
export class ProcessRunner implements Runner {
  readonly #options: ProcessRunnerOptions;

  constructor(options: ProcessRunnerOptions) {
    this.#options = options;
  }

  start(task: Task, onStarted: () => void): RunningTask {
    const { spawner, images, logFolder, stopGraceSeconds, environment, groups } = this.#options;
    const entrypoint = Object.hasOwn(images, task.image) ? images[task.image] : undefined;
    if (!entrypoint) {
      return notStarted({
        reason: `CannotPullContainerError: image ${task.image} is not mapped to a command`,
      });
    }
    const [file, ...args] = [...entrypoint, ...task.command];
    if (!file) return notStarted({ reason: 'CannotStartContainerError: no command specified' });
    const order = {
      kind: 'process' as const,
      command: [file, ...args] as const,
      environment: { PATH: MINIMAL_PATH, ...environment, ...task.environment },
      logFile: join(logFolder, `${task.logStreamName}.log`),
      stopGraceSeconds,
      jobId: task.environment.AWS_BATCH_JOB_ID,
    };
    let groupId: number | undefined;
    const running = spawner.start(order, {
      onStarted: (started) => {
        groupId = started;
        groups?.started(started, order.jobId);
        onStarted();
      },
    });
    // Until then a later server has to look for what it has left.
    void running.cleared.then(() => groupId !== undefined && groups?.ended(groupId));
    return running;
  }
}

function notStarted(ending: TaskEnding): RunningTask {
  return { ended: Promise.resolve(ending), stop: () => {}, kill: () => {} };
}
