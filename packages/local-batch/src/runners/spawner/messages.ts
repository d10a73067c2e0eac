import type { TaskEnding } from '../runner.js';

/** A process to start. */
export interface SpawnOrder {
  readonly command: readonly [string, ...string[]];
  /** All variables that it gets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path; its folder is made. Written on where it exists. */
  readonly logFile: string;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopGraceSeconds: number;
  /** Finds processes that have left the group, by their variable AWS_BATCH_JOB_ID. */
  readonly jobId: string | undefined;
}

/** What the server tells the spawner; `task` is a number of the server's choice. */
export type SpawnerRequest =
  | { readonly kind: 'start'; readonly task: number; readonly order: SpawnOrder }
  | { readonly kind: 'stop'; readonly task: number; readonly graceSeconds?: number | undefined }
  | { readonly kind: 'kill'; readonly task: number };

/** What the spawner answers: a task runs as a group, or has ended and left nothing behind. */
export type SpawnerReport =
  | { readonly kind: 'started'; readonly task: number; readonly groupId: number }
  | { readonly kind: 'ended'; readonly task: number; readonly ending: TaskEnding };
