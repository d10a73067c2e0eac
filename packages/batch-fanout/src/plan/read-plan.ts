import { FanoutError } from '../errors.js';
import type { FanoutPlan } from './fanout-plan.js';
import { type PlanOptions, planFanout } from './plan-fanout.js';

/**
 * Reads a plan back from its JSON and refuses what `planFanout` could not have made.
 *
 * @param json - What `JSON.parse` made of `JSON.stringify(plan)`.
 * @throws {@link FanoutError} `INVALID_PLAN` if a part is missing, malformed or contradicts the others.
 * @example
 * ```ts
 * const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
 * readPlan(JSON.parse(JSON.stringify(plan))).frames.size; // 10
 * ```
 */
export function readPlan(json: unknown): FanoutPlan {
  const given = json as {
    readonly frames?: { readonly dialect?: unknown; readonly text?: unknown };
    readonly framesPerJob?: number;
    readonly chunkSizes?: string;
    readonly distribution?: FanoutPlan['distribution'];
  } | null;
  const text = given?.frames?.text;
  if (typeof text !== 'string' || given?.frames?.dialect !== 'openjd') {
    throw new FanoutError(
      'INVALID_PLAN',
      `A plan needs frames as { dialect: 'openjd', text }; write it with JSON.stringify(plan).`,
    );
  }
  const { framesPerJob, chunkSizes, distribution } = given;
  let plan: FanoutPlan;
  try {
    plan = planFanout({
      frames: text,
      ...(chunkSizes === undefined ? { framesPerJob } : { chunkSizes }),
      distribution,
    } as PlanOptions);
  } catch (cause) {
    throw new FanoutError('INVALID_PLAN', `The plan cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (canonicalJson(plan) !== canonicalJson(given)) {
    throw new FanoutError(
      'INVALID_PLAN',
      'The plan contradicts itself: its chunks or render jobs do not follow from its frames; plan again.',
    );
  }
  return plan;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part) && !('toJSON' in part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
