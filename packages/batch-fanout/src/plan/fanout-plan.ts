import type { FrameSet } from '../frames/frame-set.js';

/**
 * Which frames go together in a chunk. With n frames and p per job there are c = ceil(n / p) chunks.
 *
 * - `even`: neighbouring frames; sizes differ by at most one and none exceeds p.
 * - `fixed`: neighbouring frames; p each, the last chunk takes the rest.
 * - `interleaved`: chunk i takes the positions i, i + c, i + 2c, …; for scenes that get slower over time.
 */
export type Distribution = 'even' | 'fixed' | 'interleaved';

/**
 * What happens with more than 10,000 chunks, the largest AWS Batch array.
 *
 * - `split`: several arrays of nearly equal size, at most 20.
 * - `grow`: more frames per job, until one array holds all chunks.
 * - `error`: {@link FanoutError} `TOO_MANY_CHUNKS`.
 */
export type Overflow = 'split' | 'grow' | 'error';

/** One SubmitJob call of a plan. */
export interface PlannedRenderJob {
  /** The chunk that its child 0 renders, 0-based. */
  readonly firstChunk: number;
  /** How many chunks it renders, 1 to 10,000. */
  readonly chunkCount: number;
  /** Its array size, 2 to 10,000; absent on a plain job, because AWS Batch refuses arrays of one. */
  readonly arraySize?: number;
}

/** A small, serialisable value from which any child can compute its own chunk. */
export interface FanoutPlan {
  /** All frames in rendering order. */
  readonly frames: FrameSet;
  /** Most frames of one chunk, at least 1; more than there are frames where so many were allowed. */
  readonly framesPerJob: number;
  /** Which frames go together. */
  readonly distribution: Distribution;
  /** Sizes of the chunks as run-length text, such as `100*30,8*5`, where they were given. */
  readonly chunkSizes?: string;
  /** How many chunks there are, 1 to 200,000, numbered from 0. */
  readonly chunkCount: number;
  /** What is submitted: together they render every chunk once. At most 20. */
  readonly renderJobs: readonly PlannedRenderJob[];
}
