import type { NamedContainer } from '../containers/remove-container.js';
import type { TaskEnding } from '../runner.js';

/** A process to start. */
export interface ProcessOrder {
  readonly kind: 'process';
  readonly command: readonly [string, ...string[]];
  /** All variables that it gets; without TMPDIR it gets one, of a folder that is emptied when it ends. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path; its folder is made. Written on where it exists. */
  readonly logFile: string;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopGraceSeconds: number;
  /** Finds processes that have left the group, by their variable AWS_BATCH_JOB_ID. */
  readonly jobId: string | undefined;
}

/** A container to make, to start and to remove. */
export interface ContainerOrder extends NamedContainer {
  readonly kind: 'container';
  readonly image: string;
  /** What the engine is told to make it. */
  readonly createArguments: readonly string[];
  /** What the engine's program gets for that. */
  readonly createEnvironment: Readonly<NodeJS.ProcessEnv>;
  /** As for a process. */
  readonly logFile: string;
  /** Seconds between the stop signal and SIGKILL. */
  readonly stopGraceSeconds: number;
}

/** What a task is turned into. */
export type SpawnOrder = ProcessOrder | ContainerOrder;

/** What the server tells a helper; `task` is a number of the server's choice. */
export type HelperRequest =
  | { readonly kind: 'start'; readonly task: number; readonly order: SpawnOrder }
  | { readonly kind: 'stop'; readonly task: number; readonly graceSeconds?: number | undefined }
  | { readonly kind: 'kill'; readonly task: number };

/**
 * What it answers: a program works for a task as a group, the task runs, or it has ended and left nothing behind; and that
 * nothing is left of jobs that have succeeded.
 */
export type HelperReport =
  | { readonly kind: 'client'; readonly task: number; readonly groupId: number }
  | { readonly kind: 'started'; readonly task: number; readonly groupId: number }
  | { readonly kind: 'ended'; readonly task: number; readonly ending: TaskEnding }
  | { readonly kind: 'swept'; readonly jobIds: readonly string[] };
