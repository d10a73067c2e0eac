import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FanoutPlan, FrameSet, framesOfChunk, planFanout, readPlan } from '../../src/planning.js';
import { check, chunksOf, plans } from '../properties.js';

const sizesOf = (plan: FanoutPlan) => chunksOf(plan).map((chunk) => chunk.length);

describe('planFanout', () => {
  test('puts every frame in exactly one chunk, in rendering order, and leaves none empty', () => {
    check(
      fc.property(plans, (plan) => {
        const chunks = chunksOf(plan);
        expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= plan.framesPerJob)).toBe(true);
        const dealt = plan.distribution === 'interleaved' ? inTurn(chunks) : chunks.flat();
        expect(dealt).toEqual([...plan.frames]);
      }),
    );
  });

  test('makes even and interleaved chunks that differ by at most one frame', () => {
    check(
      fc.property(plans, (plan) => {
        const sizes = sizesOf(plan);
        if (plan.distribution === 'fixed') return;
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('submits every chunk once, in arrays of 2 to 10,000 and plain jobs, at most 20', () => {
    check(
      fc.property(
        fc.integer({ min: 1, max: 300_000 }),
        fc.constantFrom('split' as const, 'grow' as const),
        (totalFrames, overflow) => {
          fc.pre(totalFrames <= 200_000 || overflow === 'grow');
          const { renderJobs, chunkCount } = planFanout({ totalFrames, framesPerJob: 1, overflow });
          let next = 0;
          for (const job of renderJobs) {
            expect(job.firstChunk).toBe(next);
            expect(job.arraySize).toBe(job.chunkCount === 1 ? undefined : job.chunkCount);
            expect(job.chunkCount).toBeLessThanOrEqual(10_000);
            next += job.chunkCount;
          }
          expect(next).toBe(chunkCount);
          expect(renderJobs.length).toBeLessThanOrEqual(overflow === 'grow' ? 1 : 20);
          if (renderJobs.length > 1) {
            const sizes = renderJobs.map((job) => job.chunkCount);
            expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          }
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
    const plan = planFanout({ totalFrames: 72, chunkSizes: '30,1*30,2*5,2' });
    expect(sizesOf(plan)).toEqual([30, 30, 5, 5, 2]);
    expect(framesOfChunk(plan, 3).toString()).toBe('66-70');
    expect(plan).toMatchObject({ chunkSizes: '2*30,2*5,2', framesPerJob: 30, chunkCount: 5 });
  });

  test('makes one chunk a plain job, because an array needs two', () => {
    expect(planFanout({ totalFrames: 3, framesPerJob: 10 }).renderJobs).toEqual([
      { firstChunk: 0, chunkCount: 1 },
    ]);
  });

  test.each([
    [2, [2]],
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

  test.each([
    [{ totalFrames: 200_001, framesPerJob: 1 }, '200001 chunks are needed', 'at least 2 frames per job'],
    [{ totalFrames: 1_000_000, framesPerJob: 4 }, '250000 chunks are needed', 'at least 5 frames per job'],
    [
      { totalFrames: 10_001, framesPerJob: 1, overflow: 'error' as const },
      'but at most 10000 are allowed',
      'at least 2 frames per job',
    ],
    [{ totalFrames: 200_001, chunkSizes: '200001*1' }, '200001 chunks', 'name at most 200000 chunks'],
  ])('refuses %j and names what fits', (options, problem, advice) => {
    expect(() => planFanout(options)).toThrow(problem);
    expect(() => planFanout(options)).toThrow(advice);
    expect(() => planFanout(options)).toThrow(expect.objectContaining({ code: 'TOO_MANY_CHUNKS' }));
  });

  test('takes as many frames per job as are named as the smallest that fits', () => {
    const plan = planFanout({ totalFrames: 200_001, framesPerJob: 2 });
    expect(plan.chunkCount).toBe(100_001);
    expect(plan.renderJobs).toHaveLength(11);
  });

  test.each([
    [FrameSet.range(0, 9), ['0-3', '4-6', '7-9']],
    [FrameSet.range(1001, 1010), ['1001-1004', '1005-1007', '1008-1010']],
    [FrameSet.range(-5, 4), ['-5--2', '-1-1', '2-4']],
    [FrameSet.range(10, 1, -1), ['10-7x-1', '6-4x-1', '3-1x-1']],
  ])('cuts frames that start anywhere', (frames, chunks) => {
    const plan = planFanout({ frames, framesPerJob: 4 });
    expect(chunks.map((_, chunk) => String(framesOfChunk(plan, chunk)))).toEqual(chunks);
  });

  test('grows no plan that one array holds', () => {
    expect(planFanout({ totalFrames: 20_000, framesPerJob: 2, overflow: 'grow' }).framesPerJob).toBe(2);
    expect(planFanout({ totalFrames: 100, framesPerJob: 4, overflow: 'grow' }).framesPerJob).toBe(4);
    expect(planFanout({ totalFrames: 60_000, framesPerJob: 6, overflow: 'grow' }).framesPerJob).toBe(6);
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
    [{ totalFrames: '3' as unknown as number, framesPerJob: 1 }, `totalFrames is '3'`],
    [
      { frames: [1, 2] as unknown as string, framesPerJob: 1 },
      'frames is a list, but must be a FrameSet or a text; use FrameSet.from(numbers)',
    ],
    [{ totalFrames: 3, framesPerJob: 1, distribution: 'odd' as 'even' }, `distribution is 'odd'`],
    [{ totalFrames: 3, chunkSizes: '2' }, 'adds up to 2 frames, but there are 3'],
    [
      { totalFrames: 3, chunkSizes: '0*3' },
      `chunkSizes '0*3' has the part '0*3', but needs parts like CHUNKS*FRAMES`,
    ],
    [{ totalFrames: 3, chunkSizes: '3*0' }, 'CHUNKS*FRAMES'],
    [{ totalFrames: 3, chunkSizes: '1,,2' }, `the part ''`],
    [{ totalFrames: 3, chunkSizes: 'x3' }, `the part 'x3'`],
    [{ totalFrames: 3, chunkSizes: '3 ' }, `the part '3 '`],
    [{ totalFrames: 3, chunkSizes: '9007199254740992' }, 'CHUNKS*FRAMES'],
    [{ totalFrames: 3, chunkSizes: 3 as unknown as string }, 'chunkSizes is 3, but needs parts'],
    [
      { totalFrames: 3, chunkSizes: '3', overflow: 'grow' as const },
      `excludes overflow 'grow'; leave out one`,
    ],
    [
      { totalFrames: 3, chunkSizes: '3', framesPerJob: 1, distribution: 'interleaved' as const },
      `excludes framesPerJob and distribution 'interleaved'; leave out one`,
    ],
    [{ totalFrames: 3, framesPerJob: 1, overflow: 'odd' as 'grow' }, `overflow is 'odd'`],
    [{ totalFrames: 3, frames: '1-3', framesPerJob: 1 }, 'frames and totalFrames exclude each other'],
    [{ firstFrame: 3, frames: '1-3', framesPerJob: 1 }, 'frames and firstFrame exclude each other'],
    [{ totalFrames: 3, firstFrame: 0.5, framesPerJob: 1 }, 'firstFrame is 0.5, but must be a safe integer'],
    [
      { totalFrames: 3, firstFrame: 9007199254740990, framesPerJob: 1 },
      '3 frames from frame 9007199254740990 on pass the last possible frame',
    ],
    [{ totalFrames: 3n as unknown as number, framesPerJob: 1 }, 'totalFrames is 3, but must be'],
    [{ totalFrames: Number.NaN, framesPerJob: 1 }, 'totalFrames is NaN'],
    [{ framesPerJob: 1 } as unknown as { totalFrames: number }, 'totalFrames is undefined'],
    [{ totalFrames: 3, chunkSizes: '3', framesPerJob: 3 }, 'excludes framesPerJob; leave out one'],
  ])('rejects %o and says why', (options, message) => {
    expect(() => planFanout(options)).toThrow(message);
    expect(() => planFanout(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

describe('framesOfChunk', () => {
  test.each([-1, 3, 0.5])('refuses chunk %f of three', (chunk) => {
    expect(() => framesOfChunk(planFanout({ totalFrames: 10, framesPerJob: 4 }), chunk)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: `chunk is ${chunk}, but this plan's chunks are numbered 0 to 2.`,
      }),
    );
  });
});

describe('framesOfChunk of JSON', () => {
  test('asks for readPlan', () => {
    const json = JSON.parse(JSON.stringify(planFanout({ totalFrames: 10, framesPerJob: 4 })));
    expect(() => framesOfChunk(json, 0)).toThrow(
      expect.objectContaining({
        code: 'INVALID_PLAN',
        message: expect.stringContaining('read it with readPlan'),
      }),
    );
  });
});

describe('readPlan', () => {
  test('reads the JSON of a plan back as the same plan', () => {
    check(
      fc.property(plans, (plan) => {
        expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
      }),
    );
  });

  test('takes JSON whose keys stand in another order', () => {
    const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
    const reversed = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, part]) => [key, reversed(part)]),
          )
        : Array.isArray(value)
          ? value.map(reversed)
          : value;
    const shuffled = reversed(JSON.parse(JSON.stringify(plan)));
    expect(Object.keys(shuffled as object)[0]).toBe('renderJobs');
    expect(readPlan(shuffled)).toEqual(plan);
  });

  test('takes a plan that was never written as JSON', () => {
    const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
    expect(readPlan(plan)).toEqual(plan);
  });

  test('keeps JSON of the same size for a thousand times the frames and chunks', () => {
    const length = (totalFrames: number) =>
      JSON.stringify(planFanout({ totalFrames, framesPerJob: totalFrames / 1000 })).length;
    expect(length(1_000_000_000) - length(1_000_000)).toBeLessThan(20);
    const sizes = planFanout({ totalFrames: 9_000, chunkSizes: '1,'.repeat(8_999).concat('1') });
    expect(JSON.stringify(sizes).length).toBeLessThan(200);
  });

  const json = JSON.parse(JSON.stringify(planFanout({ totalFrames: 10, framesPerJob: 4 })));

  test.each([
    ['no object', null, 'A plan must be an object, not null'],
    ['a text', 'plan', `not 'plan'`],
    ['a list', [], 'not a list'],
    ['a number that JSON cannot say', 1n, 'The plan cannot be read: '],
    ['nothing', undefined, 'A plan must be an object, not null'],
    ['null in a render job', { ...json, renderJobs: [null] }, `its 'renderJobs' is [null]`],
    [
      'render jobs that are no list',
      { ...json, renderJobs: { 0: json.renderJobs[0] } },
      `its 'renderJobs' is {"0":`,
    ],
    ['no frames', { ...json, frames: undefined }, `A plan's frames must be an object, not undefined`],
    [
      'broken frames',
      { ...json, frames: { dialect: 'openjd', text: '1-' } },
      'The plan cannot be read: Frames',
    ],
    ['frames in no text', { ...json, frames: { dialect: 'openjd' } }, 'must be a text'],
    ['an unknown dialect', { ...json, frames: { dialect: 'x', text: '1-10' } }, 'one of openjd, opencue'],
    [
      'frames in other words',
      { ...json, frames: { dialect: 'openjd', text: '1-9,10' } },
      `its 'frames' is {"dialect":"openjd","text":"1-9,10"}, but what it says makes {"dialect":"openjd","text":"1-10"}`,
    ],
    ['another dialect', { ...json, frames: { dialect: 'opencue', text: '1-10' } }, 'contradicts'],
    ['no frames per job', { ...json, framesPerJob: undefined }, 'framesPerJob is undefined'],
    ['a wrong distribution', { ...json, distribution: null }, 'distribution is null, but must be one of'],
    ['no distribution', { ...json, distribution: undefined }, `its 'distribution' is absent`],
    ['another chunk count', { ...json, chunkCount: 4 }, `its 'chunkCount' is 4, but what it says makes 3`],
    [
      'another array',
      { ...json, renderJobs: [{ firstChunk: 0, chunkCount: 3, arraySize: 4 }] },
      'contradicts',
    ],
    ['a further word', { ...json, note: 'hello' }, `its 'note' is "hello", but what it says makes absent`],
    ['wrong chunk sizes', { ...json, chunkSizes: 5 }, 'chunkSizes is 5'],
  ])('refuses %s', (_, given, message) => {
    expect(() => readPlan(given)).toThrow(message);
    expect(() => readPlan(given)).toThrow(expect.objectContaining({ code: 'INVALID_PLAN' }));
  });
});

/** What a dealer would have dealt out in turn. */
function inTurn(chunks: readonly (readonly number[])[]): number[] {
  const rounds = Math.max(...chunks.map((chunk) => chunk.length));
  return Array.from({ length: rounds }, (_, round) => chunks.flatMap((chunk) => chunk[round] ?? [])).flat();
}
