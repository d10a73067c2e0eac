import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FanoutError, type FanoutPlan, framesOfChunk, planFanout, readPlan } from '../../src/index.js';

const plans = fc
  .record({
    frames: fc.constantFrom('1-1', '0-99', '-20-20', '1001-1100:3', '1-7,20-60:5,100', '5-1:-2,1000-1400'),
    framesPerJob: fc.integer({ min: 1, max: 60 }),
    distribution: fc.constantFrom('even', 'fixed', 'interleaved'),
  })
  .map((options) => planFanout(options));

const sizesOf = (plan: FanoutPlan) =>
  Array.from({ length: plan.chunkCount }, (_, chunk) => framesOfChunk(plan, chunk).size);

describe('planFanout', () => {
  test('puts every frame in exactly one chunk and leaves none empty', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const chunks = Array.from({ length: plan.chunkCount }, (_, chunk) => [...framesOfChunk(plan, chunk)]);
        expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= plan.framesPerJob)).toBe(true);
        expect(chunks.flat().toSorted((a, b) => a - b)).toEqual([...plan.frames]);
      }),
    );
  });

  test('makes even chunks that differ by at most one frame', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 1, max: 500 }),
        (totalFrames, framesPerJob) => {
          const sizes = sizesOf(planFanout({ totalFrames, framesPerJob }));
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('never loses the remainder', () => {
    expect(sizesOf(planFanout({ totalFrames: 10, framesPerJob: 4 }))).toEqual([4, 3, 3]);
    expect(sizesOf(planFanout({ totalFrames: 10, framesPerJob: 4, distribution: 'fixed' }))).toEqual([
      4, 4, 2,
    ]);
  });

  test('deals frames out in turn when interleaved', () => {
    const plan = planFanout({ frames: '1-7,20-30:5', framesPerJob: 3, distribution: 'interleaved' });
    expect([0, 1, 2, 3].map((chunk) => [...framesOfChunk(plan, chunk)])).toEqual([
      [1, 5, 25],
      [2, 6, 30],
      [3, 7],
      [4, 20],
    ]);
  });

  test('cuts chunks of the given sizes', () => {
    const plan = planFanout({ totalFrames: 70, chunkSizes: '2*30,2*5' });
    expect(sizesOf(plan)).toEqual([30, 30, 5, 5]);
    expect(framesOfChunk(plan, 3).toString()).toBe('66-70');
  });

  test('makes one chunk a plain job, because an array needs two', () => {
    expect(planFanout({ totalFrames: 3, framesPerJob: 10 }).renderJobs).toEqual([
      { firstChunk: 0, chunkCount: 1 },
    ]);
  });

  test.each([
    [10_000, [10_000]],
    [10_001, [5_000, 5_001]],
    [20_001, [6_667, 6_667, 6_667]],
    [200_000, Array(20).fill(10_000)],
  ])('submits %i chunks as arrays of nearly equal size', (totalFrames, sizes) => {
    const { renderJobs } = planFanout({ totalFrames, framesPerJob: 1 });
    expect(renderJobs.map((job) => job.arraySize)).toEqual(sizes);
    expect(renderJobs.map((job) => job.firstChunk)).toEqual(
      sizes.map((_, job) => sizes.slice(0, job).reduce((a, b) => a + b, 0)),
    );
  });

  test('names the smallest framesPerJob that fits when there are too many chunks', () => {
    expect(() => planFanout({ totalFrames: 200_001, framesPerJob: 1 })).toThrow(/at least 2 frames per job/);
    expect(() => planFanout({ totalFrames: 10_001, framesPerJob: 1, overflow: 'error' })).toThrow(
      /at most 10000/,
    );
  });

  test('grows the chunks into one array on request', () => {
    const plan = planFanout({ totalFrames: 25_000, framesPerJob: 1, overflow: 'grow' });
    expect(plan).toMatchObject({ framesPerJob: 3, chunkCount: 8_334, renderJobs: [{ arraySize: 8_334 }] });
  });

  test.each([
    [{ totalFrames: 0, framesPerJob: 1 }, 'totalFrames is 0'],
    [{ totalFrames: 3.5, framesPerJob: 1 }, 'totalFrames is 3.5'],
    [{ totalFrames: 3, framesPerJob: 0 }, 'framesPerJob is 0'],
    [{ totalFrames: 3 }, 'framesPerJob is undefined'],
    [{ totalFrames: '3' as unknown as number, framesPerJob: 1 }, 'totalFrames is "3"'],
    [{ frames: [1, 2] as unknown as string, framesPerJob: 1 }, 'use FrameSet.from(numbers)'],
    [{ totalFrames: 3, framesPerJob: 1, distribution: 'odd' as 'even' }, `distribution is 'odd'`],
    [{ totalFrames: 3, chunkSizes: '2' }, 'adds up to 2 frames, but there are 3'],
    [{ totalFrames: 3, chunkSizes: '0*3' }, 'CHUNKS*FRAMES'],
    [{ totalFrames: 3, chunkSizes: '3', framesPerJob: 3 }, 'leave them out'],
  ])('rejects %j and says why', (options, message) => {
    expect(() => planFanout(options)).toThrow(FanoutError);
    expect(() => planFanout(options)).toThrow(message);
  });
});

describe('framesOfChunk', () => {
  test.each([-1, 3, 0.5])('refuses chunk %f of three', (chunk) => {
    expect(() => framesOfChunk(planFanout({ totalFrames: 10, framesPerJob: 4 }), chunk)).toThrow(
      'numbered 0 to 2',
    );
  });
});

describe('readPlan', () => {
  test('reads the JSON of a plan back as the same plan', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
      }),
    );
  });

  test.each([
    [null, 'needs frames'],
    [{ frames: { dialect: 'openjd', text: '1-' }, framesPerJob: 1, distribution: 'even' }, 'cannot be read'],
    [{ ...planFanout({ totalFrames: 10, framesPerJob: 4 }), chunkCount: 4 }, 'contradicts itself'],
  ])('refuses %j', (json, message) => {
    expect(() => readPlan(JSON.parse(JSON.stringify(json)))).toThrow(message);
  });
});
