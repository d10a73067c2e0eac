import type { Runner, RunningTask, Task, TaskEnding } from '../runners/runner.js';

/**
 * Runs tasks by another runner once it is written down that they start: a server that is killed in between would not
 * know of the run, and run the job once more than its retry rules allow.
 */
export class WrittenRunner implements Runner {
  readonly #runner: Runner;
  readonly #written: () => Promise<void>;

  /** @param written - Resolves when all that was changed so far would survive. */
  constructor(runner: Runner, written: () => Promise<void>) {
    this.#runner = runner;
    this.#written = written;
  }

  start(task: Task, onStarted: () => void): RunningTask {
    let running: RunningTask | undefined;
    let isStopped = false;
    const start = (): TaskEnding | Promise<TaskEnding> => {
      if (isStopped) return {};
      running = this.#runner.start(task, onStarted);
      return running.ended;
    };
    const ended = this.#written().then(start, (error: Error) => ({
      reason: `CannotStartContainerError: ${error.message}`,
    }));
    const stopWith = (stop: (task: RunningTask) => void) => {
      if (running) stop(running);
      else isStopped = true;
    };
    return {
      ended,
      stop: (graceSeconds) => stopWith((task) => task.stop(graceSeconds)),
      kill: () => stopWith((task) => task.kill()),
    };
  }
}
