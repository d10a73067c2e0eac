import { FanoutError } from '../errors.js';
import type { FrameRange } from '../frames/frame-range.js';
import { FrameSet } from '../frames/frame-set.js';
import { locateChunk, parseChunkSizes } from './chunk-sizes.js';
import type { FanoutPlan } from './fanout-plan.js';

/**
 * The frames that one chunk holds, in rendering order. Takes O(log r) plus the ranges it returns, for r ranges in the
 * plan; an interleaved chunk O(r).
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
  if (plan.distribution === 'interleaved') return everyNth(plan.frames, chunk, plan.chunkCount);
  const { start, size } = placeOf(plan, chunk);
  return plan.frames.slice(start, start + size);
}

function placeOf(plan: FanoutPlan, chunk: number): { start: number; size: number } {
  const { frames, framesPerJob, distribution, chunkSizes, chunkCount } = plan;
  if (chunkSizes !== undefined) return locateChunk(parseChunkSizes(chunkSizes), chunk);
  if (distribution === 'fixed') {
    const start = chunk * framesPerJob;
    return { start, size: Math.min(framesPerJob, frames.size - start) };
  }
  const size = Math.floor(frames.size / chunkCount);
  const larger = frames.size % chunkCount;
  return { start: chunk * size + Math.min(chunk, larger), size: size + (chunk < larger ? 1 : 0) };
}

function everyNth(frames: FrameSet, offset: number, stride: number): FrameSet {
  const taken: FrameRange[] = [];
  let next = offset;
  let start = 0;
  for (const range of frames.ranges) {
    const end = start + range.count;
    if (next < end) {
      const count = Math.ceil((end - next) / stride);
      const step = count === 1 ? 1 : range.step * stride;
      taken.push({ first: range.first + range.step * (next - start), step, count });
      next += count * stride;
    }
    start = end;
  }
  return FrameSet.ofRanges(taken);
}
