import { FanoutError } from '../errors.js';
import type { FramesAsText } from '../frames/format-frames.js';
import { parseFrameSet } from '../frames/parse-frame-set.js';
import { quote, show } from '../quote.js';
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
  let plan: FanoutPlan;
  let given: Readonly<Record<string, unknown>>;
  try {
    given = asObject('A plan', JSON.parse(JSON.stringify(json) ?? 'null'));
    const { text, dialect } = asObject(`A plan's frames`, given.frames) as Partial<FramesAsText>;
    const { framesPerJob, chunkSizes, distribution } = given as Partial<FanoutPlan>;
    plan = planFanout({
      frames: parseFrameSet(text as string, { dialect }),
      distribution,
      ...(chunkSizes === undefined ? { framesPerJob } : { chunkSizes }),
    });
  } catch (cause) {
    throw new FanoutError('INVALID_PLAN', `The plan cannot be read: ${(cause as Error).message}`, { cause });
  }
  const made = JSON.parse(JSON.stringify(plan)) as Readonly<Record<string, unknown>>;
  const different = [...new Set([...Object.keys(made), ...Object.keys(given)])].find(
    (name) => canonicalJson(made[name]) !== canonicalJson(given[name]),
  );
  if (different === undefined) return plan;
  throw new FanoutError(
    'INVALID_PLAN',
    `The plan contradicts itself: its ${quote(different)} is ${shown(given[different])}, but what it says makes ${shown(made[different])}; plan again.`,
  );
}

function asObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new FanoutError(
    'INVALID_PLAN',
    `${name} must be an object, not ${show(value)}; write it with JSON.stringify(plan).`,
  );
}

function canonicalJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : quote(JSON.stringify(value)).slice(1, -1);
}
