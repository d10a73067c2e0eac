import fc, { type IPropertyWithHooks } from 'fast-check';
import {
  type FanoutPlan,
  FrameSet,
  framesOfChunk,
  type PlanOptions,
  parseFrameSet,
  planFanout,
} from '../src/planning.js';

/** Runs a property a thousand times; a failure prints the seed that repeats it. */
export function check<T>(property: IPropertyWithHooks<T>): void {
  fc.assert(property, { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) });
}

/** Lists of distinct frames in any order. */
export const distinctFrames = fc.uniqueArray(fc.integer({ min: -60, max: 60 }), {
  minLength: 1,
  maxLength: 60,
});

/** Frame sets of single frames, of one range, and of ranges that interleave. */
export const frameSets = fc.oneof(
  distinctFrames.map((frames) => FrameSet.from(frames)),
  distinctFrames.map((frames) => FrameSet.from(frames.toSorted((a, b) => a - b))),
  fc
    .tuple(
      fc.constantFrom(0, 1, 1001, -50),
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 1, max: 9 }),
    )
    .map(([first, length, step]) => FrameSet.range(first, first + length - 1, step)),
  fc
    .tuple(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: -9, max: -1 }))
    .map(([first, step]) => FrameSet.range(first, 1, step)),
  fc
    .array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(300), fc.integer({ min: 1, max: 9 })), {
      minLength: 2,
      maxLength: 5,
    })
    .map((ranges) => ranges.map(([first, length, step]) => `${first}-${first + length}x${step}`).join())
    .map((text) => parseFrameSet(text, { dialect: 'opencue' })),
);

/** What `planFanout` takes: frames with a size and a distribution, frames that are counted, chunk sizes that add up. */
const planOptions: fc.Arbitrary<PlanOptions> = frameSets.chain((frames) =>
  fc.oneof(
    fc.record({
      frames: fc.constant(frames),
      framesPerJob: fc.integer({ min: 1, max: frames.size + 2 }),
      distribution: fc.constantFrom('even', 'fixed', 'interleaved'),
      overflow: fc.constantFrom('split', 'grow', 'error'),
    }),
    fc.record({
      totalFrames: fc.constant(frames.size),
      firstFrame: fc.constantFrom(-7, 0, 1, 1001),
      framesPerJob: fc.integer({ min: 1, max: frames.size + 2 }),
    }),
    fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 200 }).map((sizes) => ({
      frames,
      chunkSizes: cutTo(frames.size, sizes).join(),
    })),
  ),
);

/** Plans of every kind. */
export const plans = planOptions.map((options) => planFanout(options));

/** The frames of every chunk. */
export function chunksOf(plan: FanoutPlan): number[][] {
  return Array.from({ length: plan.chunkCount }, (_, chunk) => [...framesOfChunk(plan, chunk)]);
}

function cutTo(total: number, sizes: readonly number[]): number[] {
  const taken: number[] = [];
  let left = total;
  for (const size of sizes) {
    if (left > 0) taken.push(Math.min(size, left));
    left -= size;
  }
  return left > 0 ? [...taken, left] : taken;
}
