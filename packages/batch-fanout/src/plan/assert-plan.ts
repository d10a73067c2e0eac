import { FanoutError } from '../errors.js';
import type { FanoutPlan } from './fanout-plan.js';

/**
 * Makes sure that a plan is one and not its JSON, which looks the same to an eye and to a cast.
 *
 * @throws {@link FanoutError} `INVALID_PLAN`.
 */
export function assertPlan(plan: FanoutPlan | undefined): void {
  if (typeof plan?.frames?.has === 'function') return;
  const given = plan === undefined ? 'There is no plan' : `The plan's frames are no FrameSet`;
  throw new FanoutError(
    'INVALID_PLAN',
    `${given}; make one with planFanout, or read its JSON with readPlan.`,
  );
}
