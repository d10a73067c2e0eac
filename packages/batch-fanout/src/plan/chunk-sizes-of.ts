import { FanoutError } from '../errors.js';
import { FrameSet } from '../frames/frame-set.js';
import { ChunkSizes } from './chunk-sizes.js';
import type { FanoutPlan } from './fanout-plan.js';

/** A plan is plain data, so the sizes that follow from it are kept beside it. */
const known = new WeakMap<FanoutPlan, ChunkSizes>();

/**
 * The sizes of a plan's chunks, in their order.
 *
 * @throws {@link FanoutError} `INVALID_PLAN` if the plan is JSON that nobody has read.
 */
export function chunkSizesOf(plan: FanoutPlan): ChunkSizes {
  const sizes = known.get(plan) ?? computeSizes(plan);
  known.set(plan, sizes);
  return sizes;
}

function computeSizes({
  frames,
  framesPerJob,
  distribution,
  chunkSizes,
  chunkCount,
}: FanoutPlan): ChunkSizes {
  if (!(frames instanceof FrameSet)) {
    throw new FanoutError(
      'INVALID_PLAN',
      'The plan is JSON whose frames are still text; read it with readPlan.',
    );
  }
  if (chunkSizes !== undefined) return ChunkSizes.parse(chunkSizes);
  return distribution === 'fixed'
    ? ChunkSizes.fixed(frames.size, framesPerJob)
    : ChunkSizes.even(frames.size, chunkCount);
}
