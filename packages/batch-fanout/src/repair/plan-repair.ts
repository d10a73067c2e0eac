import { FanoutError } from '../errors.js';
import type { FrameSet } from '../frames/frame-set.js';
import { assertPlan } from '../plan/assert-plan.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { planFanout } from '../plan/plan-fanout.js';

/**
 * Plans only the frames of a run that are missing, with as many frames per job as the run has.
 *
 * @param plan - The whole run's plan.
 * @param missing - Frames of that plan; `failedChunks` of a `RunProgress` names those of failed children.
 * @throws {@link FanoutError} `INVALID_OPTION` naming a frame that the plan does not have.
 * @example
 * ```ts
 * const plan = planFanout({ totalFrames: 240, framesPerJob: 30 });
 * planRepair(plan, parseFrameSet('31-60,100')).chunkCount; // 2, of 16 and 15 frames
 * ```
 */
export function planRepair(plan: FanoutPlan, missing: FrameSet): FanoutPlan {
  assertPlan(plan);
  for (const frame of missing) {
    if (plan.frames.has(frame)) continue;
    throw new FanoutError(
      'INVALID_OPTION',
      `Frame ${frame} is missing, but the run's plan does not have it; repair with the run's own plan.`,
    );
  }
  const distribution = plan.distribution === 'interleaved' ? 'interleaved' : 'even';
  return planFanout({ frames: missing, framesPerJob: plan.framesPerJob, distribution });
}
