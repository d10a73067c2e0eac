import type { JobStatus } from '@aws-sdk/client-batch';

/** How many chunks are in which state. The counts add up to the plan's chunks. */
export interface ChunkCounts {
  /** All chunks of the plan. */
  readonly total: number;
  /** Not placed yet: SUBMITTED, PENDING or RUNNABLE. */
  readonly waiting: number;
  /** STARTING or RUNNING. */
  readonly running: number;
  /** SUCCEEDED. */
  readonly succeeded: number;
  /** FAILED for good. */
  readonly failed: number;
}

/** A chunk whose child failed for good. */
export interface FailedChunk {
  /** The chunk, 0-based in the plan. */
  readonly chunk: number;
  /** Its frames as text. */
  readonly frames: string;
  /** The child's job id. */
  readonly jobId: string;
  /** The exit code of its last attempt, where it had one. */
  readonly exitCode?: number;
  /** AWS Batch's reason. */
  readonly reason: string;
  /** The log stream of its last attempt, where it had one. */
  readonly logStreamName?: string;
}

/** What one look at a compile job shows. */
export interface CompileProgress {
  /** Its state. */
  readonly status: JobStatus;
  /** Why it failed or waits, in AWS Batch's words, where it says so. */
  readonly reason?: string;
  /** The exit code of its last attempt, where it had one. */
  readonly exitCode?: number;
  /** The log stream of its last attempt, where it had one. */
  readonly logStreamName?: string;
}

/** How many frames there are, and how many are done. */
export interface FrameCounts {
  /** All frames of the plan. */
  readonly total: number;
  /** Frames of finished chunks; of a repair, those that it does not render count as done. */
  readonly done: number;
}

/** What one look at a run shows. */
export interface RunProgress {
  /** The run's id. */
  readonly runId: string;
  /** Chunks by state. */
  readonly chunks: ChunkCounts;
  /** Frames of all chunks, and of those that are done: exact at the end, before that by their share of all chunks. */
  readonly frames: FrameCounts;
  /** The compile job; absent when AWS Batch no longer knows it. */
  readonly compileJob?: CompileProgress;
  /** The chunks that failed: while the run goes on the first hundred of each render job, at its end all. */
  readonly failedChunks: readonly FailedChunk[];
  /**
   * Why the run ended; absent while it goes on. `cancelled`: by `cancelRun`. `unknown`: AWS Batch no longer knows its jobs.
   */
  readonly outcome?: 'succeeded' | 'failed' | 'cancelled' | 'unknown';
}

/** What following shows beside one look: how fast it goes, and what it waits for. */
export interface FollowedProgress extends RunProgress {
  /** Frames per second since following began; absent until some were done. */
  readonly framesPerSecond?: number;
  /** Seconds until all frames are done at that rate; absent where there is none. */
  readonly secondsLeft?: number;
  /** Why nothing runs, in one sentence, where nothing has for a minute. */
  readonly waitingBecause?: string;
}
