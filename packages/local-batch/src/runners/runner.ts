/** One attempt of a job, ready to run. */
export interface Task {
  readonly image: string;
  /** Arguments for the image's entrypoint. */
  readonly command: readonly string[];
  /** The job's variables, without those that the runner adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** vCPUs that the job asks for. */
  readonly vcpus: number;
  /** MiB that the job asks for; 0 where it does not say. */
  readonly memoryMiB: number;
  readonly logStreamName: string;
}

/** How a task ended. */
export interface TaskEnding {
  /** 0 to 255; 128 + n for signal n; 127 and 126 for a command that is not there or cannot run; else absent when nothing ran. */
  readonly exitCode?: number;
  /** In the words of ECS, when there is more to say than the exit code. */
  readonly reason?: string;
  /** In the words of AWS Batch, when it was not the task that ended by itself. */
  readonly statusReason?: string;
}

/** A task that a runner took on. */
export interface RunningTask {
  /** Resolves when no process and no container of the task is left; never rejects. */
  readonly ended: Promise<TaskEnding>;
  /**
   * SIGTERM now, or what an image says instead, SIGKILL after so many seconds. Safe to call more than once, when the earliest SIGKILL counts, or too late.
   *
   * @param graceSeconds - @defaultValue the runner's own
   */
  stop(graceSeconds?: number): void;
  /** SIGKILL at once. Safe to call too late. */
  kill(): void;
}

/** Turns tasks into processes or containers. */
export interface Runner {
  /** @param onStarted - Called once the task runs, never for one that could not be started. */
  start(task: Task, onStarted: () => void): RunningTask;
}
