import type { Runner, RunningTask, Task } from './runner.js';

/** What a {@link RunnerByImage} chooses from. */
export interface RunnerByImageOptions {
  readonly processes: Runner;
  readonly containers: Runner;
  /** Whether an image is mapped to a command. */
  readonly isMapped: (image: string) => boolean;
  /** The images that run as containers. @defaultValue all that are not mapped */
  readonly containerImages?: readonly string[] | undefined;
}

/** Runs a task as a process or as a container, as its image says. */
export class RunnerByImage implements Runner {
  readonly #options: RunnerByImageOptions;

  constructor(options: RunnerByImageOptions) {
    this.#options = options;
  }

  start(task: Task, onStarted: () => void): RunningTask {
    const { processes, containers, isMapped, containerImages } = this.#options;
    const isContainer = containerImages?.includes(task.image) ?? !isMapped(task.image);
    return (isContainer ? containers : processes).start(task, onStarted);
  }
}
