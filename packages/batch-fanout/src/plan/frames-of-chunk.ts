import { FanoutError } from '../errors.js';
import type { FrameSet } from '../frames/frame-set.js';
import { show } from '../quote.js';
import { locateChunk } from './chunk-sizes-of.js';
import type { FanoutPlan } from './fanout-plan.js';

/**
 * The frames that one chunk holds, in rendering order. Takes O(log r) plus the ranges it returns, for r ranges in the
 * plan; an interleaved chunk O(log r) for each range that it touches. The first call for a plan takes O(r).
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
      `chunk is ${show(chunk)}, but this plan's chunks are numbered 0 to ${plan.chunkCount - 1}.`,
    );
  }
  const { start, size } = locateChunk(plan, chunk);
  if (plan.distribution === 'interleaved') return plan.frames.everyNth(chunk, plan.chunkCount);
  return plan.frames.slice(start, start + size);
}
