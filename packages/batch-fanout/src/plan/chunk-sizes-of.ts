import { FanoutError } from '../errors.js';
import { FrameSet } from '../frames/frame-set.js';
import { ChunkSizes } from './chunk-sizes.js';
import type { FanoutPlan } from './fanout-plan.js';

/** A plan is plain data, so what the text of its sizes means is kept beside it. */
const parsed = new WeakMap<FanoutPlan, ChunkSizes>();

/**
 * The sizes of a plan's chunks, in their order.
 *
 * @throws {@link FanoutError} `INVALID_PLAN` if the plan is JSON that nobody has read.
 */
export function chunkSizesOf(plan: FanoutPlan): ChunkSizes {
  const { frames, framesPerJob, distribution, chunkSizes, chunkCount } = plan;
  assertRead(plan);
  if (chunkSizes !== undefined) {
    const sizes = parsed.get(plan) ?? ChunkSizes.parse(chunkSizes);
    parsed.set(plan, sizes);
    return sizes;
  }
  return distribution === 'fixed'
    ? ChunkSizes.fixed(frames.size, framesPerJob)
    : ChunkSizes.even(frames.size, chunkCount);
}

/**
 * Where a chunk of neighbouring frames starts, as a 0-based position, and how many frames it has: what
 * `chunkSizesOf(plan).locate(chunk)` says, without the sizes of all others, because every child asks just once.
 *
 * @throws {@link FanoutError} `INVALID_PLAN` if the plan is JSON that nobody has read.
 */
export function locateChunk(plan: FanoutPlan, chunk: number): { start: number; size: number } {
  const { frames, framesPerJob, distribution, chunkSizes, chunkCount } = plan;
  if (chunkSizes !== undefined) return chunkSizesOf(plan).locate(chunk);
  assertRead(plan);
  if (distribution === 'fixed') {
    const start = chunk * framesPerJob;
    return { start, size: Math.min(framesPerJob, frames.size - start) };
  }
  const size = Math.floor(frames.size / chunkCount);
  const larger = frames.size % chunkCount;
  return { start: chunk * size + Math.min(chunk, larger), size: size + (chunk < larger ? 1 : 0) };
}

function assertRead({ frames }: FanoutPlan): void {
  if (frames instanceof FrameSet) return;
  throw new FanoutError(
    'INVALID_PLAN',
    'The plan is JSON whose frames are still text; read it with readPlan.',
  );
}
