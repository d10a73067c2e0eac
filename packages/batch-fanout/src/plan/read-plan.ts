import { FanoutError } from '../errors.js';
import type { FramesAsText } from '../frames/format-frames.js';
import { parseFrameSet } from '../frames/parse-frame-set.js';
import type { FanoutPlan } from './fanout-plan.js';
import { planFanout } from './plan-fanout.js';

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
  const given = asObject(json);
  const written = asObject(given.frames);
  const { framesPerJob, chunkSizes, distribution } = given as Partial<FanoutPlan>;
  let plan: FanoutPlan;
  let isSame: boolean;
  try {
    const { text, dialect } = written as unknown as FramesAsText;
    const frames = parseFrameSet(text, { dialect });
    plan = planFanout({
      frames,
      distribution,
      ...(chunkSizes === undefined ? { framesPerJob } : { chunkSizes }),
    });
    isSame = canonicalJson(plan) === canonicalJson(given);
  } catch (cause) {
    throw new FanoutError('INVALID_PLAN', `The plan cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (isSame) return plan;
  throw new FanoutError(
    'INVALID_PLAN',
    'The plan contradicts itself: it is not what its frames and chunk sizes make; plan again.',
  );
}

function asObject(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null) return json as Readonly<Record<string, unknown>>;
  throw new FanoutError(
    'INVALID_PLAN',
    `A plan is an object with frames as { dialect, text }, not ${JSON.stringify(json)}; write it with JSON.stringify(plan).`,
  );
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part) && !('toJSON' in part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
