import { FanoutError } from '../errors.js';
import type { FrameSet } from '../frames/frame-set.js';
import { ChunkSizes } from './chunk-sizes.js';
import type { FanoutPlan } from './fanout-plan.js';

/**
 * The frames that one chunk holds, in rendering order. Takes O(log r) plus the ranges it returns, for r ranges in the
 * plan; an interleaved chunk O(log r) for each range that it touches.
 *
 * @param plan - From `planFanout` or `readPlan`.
 * @param chunk - 0 to `plan.chunkCount - 1`.
 * @throws {@link FanoutError} `INVALID_OPTION` if there is no such chunk.
 * @example
 * ```ts
 * const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
 * framesOfChunk(plan, 1).toString(); // '5-7'
 * ```
 */
export function framesOfChunk(plan: FanoutPlan, chunk: number): FrameSet {
  if (!Number.isSafeInteger(chunk) || chunk < 0 || chunk >= plan.chunkCount) {
    throw new FanoutError(
      'INVALID_OPTION',
      `chunk is ${chunk}, but this plan's chunks are numbered 0 to ${plan.chunkCount - 1}.`,
    );
  }
  if (plan.distribution === 'interleaved') return plan.frames.everyNth(chunk, plan.chunkCount);
  const { start, size } = placeOf(plan, chunk);
  return plan.frames.slice(start, start + size);
}

function placeOf(plan: FanoutPlan, chunk: number): { start: number; size: number } {
  const { frames, framesPerJob, distribution, chunkSizes, chunkCount } = plan;
  if (chunkSizes !== undefined) return sizesOf(plan, chunkSizes).locate(chunk);
  if (distribution === 'fixed') {
    const start = chunk * framesPerJob;
    return { start, size: Math.min(framesPerJob, frames.size - start) };
  }
  const size = Math.floor(frames.size / chunkCount);
  const larger = frames.size % chunkCount;
  return { start: chunk * size + Math.min(chunk, larger), size: size + (chunk < larger ? 1 : 0) };
}

/** A plan is plain data, so what its sizes' text means is kept beside it. */
const sizes = new WeakMap<FanoutPlan, ChunkSizes>();

function sizesOf(plan: FanoutPlan, text: string): ChunkSizes {
  const known = sizes.get(plan) ?? ChunkSizes.parse(text);
  sizes.set(plan, known);
  return known;
}
