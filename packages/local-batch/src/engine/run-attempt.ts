import type { Runner, Task } from '../runners/runner.js';
import { startDeadline } from './deadline.js';
import type { Attempt } from './job-record.js';

/** An attempt that was handed to a runner. */
export interface RunningAttempt {
  /** Resolves when nothing of the attempt is left; never rejects. */
  readonly ended: Promise<Attempt & { readonly isTimedOut: boolean }>;
  /** Asks it to stop, and makes it after the grace. */
  stop(): void;
}

/** What an attempt needs. */
export interface AttemptOptions {
  readonly runner: Runner;
  readonly task: Task;
  /** Counted from the moment the task runs. */
  readonly timeoutSeconds: number | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onRunning: (startedAt: number) => void;
}

/** Runs a task once, stops it when its time is up, and tells in Batch's words how it ended. */
export function runAttempt(options: AttemptOptions): RunningAttempt {
  const { runner, task, timeoutSeconds, now, onRunning } = options;
  let startedAt: number | undefined;
  let isTimedOut = false;
  let deadline: { cancel(): void } | undefined;

  const running = runner.start(task, () => {
    startedAt = now();
    onRunning(startedAt);
    if (timeoutSeconds === undefined) return;
    deadline = startDeadline(timeoutSeconds * 1000, () => {
      isTimedOut = true;
      running.stop();
    });
  });

  const ended = running.ended.then(({ exitCode, reason, statusReason: lost }) => {
    deadline?.cancel();
    const statusReason = lost ?? statusReasonOf(isTimedOut, startedAt !== undefined);
    const { logStreamName } = task;
    // One that was lost is told to be, and so tried again, though its time came as it ended.
    const isOutOfTime = isTimedOut && lost === undefined;
    const ending = { exitCode, reason, statusReason, logStreamName };
    return { startedAt, stoppedAt: now(), ...ending, isTimedOut: isOutOfTime };
  });
  return { ended, stop: () => running.stop() };
}

function statusReasonOf(isTimedOut: boolean, hasStarted: boolean): string {
  if (isTimedOut) return 'Job attempt duration exceeded timeout';
  return hasStarted ? 'Essential container in task exited' : 'Task failed to start';
}
