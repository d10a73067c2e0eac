import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseFramesPerJob,
  estimateRun,
  type FanoutPlan,
  framesOfChunk,
  planFanout,
} from '../../src/planning.js';
import { check } from '../properties.js';
import { randomFrom } from '../random-from.js';
import { type Simulation, simulateRun } from './simulate-run.js';

const model = { secondsPerFrame: 8, startupSeconds: 40, parallelJobs: 200 };

describe('estimateRun', () => {
  test('counts waves, idle slots, start-up and price', () => {
    const plan = planFanout({ totalFrames: 10_000, framesPerJob: 25 });
    const costs = { vcpusPerJob: 4, memoryGbPerJob: 8, pricePerVcpuHour: 0.04, pricePerGbHour: 0.005 };
    expect(estimateRun(plan, { ...model, ...costs, compileSeconds: 360 })).toEqual({
      wallClockSeconds: 840,
      jobSeconds: 240,
      vcpuHours: expect.closeTo((400 * 240 * 4 + 360 * 4) / 3600, 9),
      gbHours: expect.closeTo((400 * 240 * 8 + 360 * 8) / 3600, 9),
      price: expect.closeTo((96_360 * (4 * 0.04 + 8 * 0.005)) / 3600, 9),
      startupShare: expect.closeTo(40 / 240, 9),
      lostShare: 0,
      interruptions: 0,
      waves: 2,
      idleSlots: 0,
    });
  });

  test('takes the slots from the vCPUs of the compute environment', () => {
    const plan = planFanout({ totalFrames: 30, framesPerJob: 1 });
    const { waves, idleSlots } = estimateRun(plan, {
      secondsPerFrame: 1,
      startupSeconds: 0,
      maxVcpus: 17,
      vcpusPerJob: 2,
    });
    expect([waves, idleSlots]).toEqual([4, 2]);
  });

  test('ends with an even scene when the simulation does', () => {
    check(
      fc.property(evenRuns, ({ plan, slots, secondsPerFrame, startupSeconds }) => {
        const { wallClockSeconds, vcpuHours } = estimateRun(plan, {
          secondsPerFrame,
          startupSeconds,
          parallelJobs: slots,
        });
        const simulated = simulateRun(evenScene(plan, slots, secondsPerFrame, startupSeconds));
        expect(wallClockSeconds / simulated.wallClockSeconds).toBeCloseTo(1, 9);
        expect((vcpuHours * 3600) / simulated.busySeconds).toBeCloseTo(1, 9);
      }),
    );
  });

  test.each([
    { slots: 25, framesPerJob: 30, interruptionsPerHour: 0.5, keepsFinishedFrames: true, tolerance: 0.05 },
    { slots: 25, framesPerJob: 30, interruptionsPerHour: 5, keepsFinishedFrames: true, tolerance: 0.05 },
    { slots: 25, framesPerJob: 100, interruptionsPerHour: 2, keepsFinishedFrames: true, tolerance: 0.05 },
    { slots: 100, framesPerJob: 30, interruptionsPerHour: 5, keepsFinishedFrames: true, tolerance: 0.05 },
    { slots: 25, framesPerJob: 10, interruptionsPerHour: 2, keepsFinishedFrames: false, tolerance: 0.1 },
    { slots: 25, framesPerJob: 30, interruptionsPerHour: 2, keepsFinishedFrames: false, tolerance: 0.1 },
    { slots: 100, framesPerJob: 30, interruptionsPerHour: 0.5, keepsFinishedFrames: false, tolerance: 0.1 },
    { slots: 100, framesPerJob: 100, interruptionsPerHour: 0.5, keepsFinishedFrames: false, tolerance: 0.1 },
  ])('meets the simulated mean with interruptions: %j', ({ slots, framesPerJob, tolerance, ...spot }) => {
    const plan = planFanout({ totalFrames: 3_000, framesPerJob });
    const estimate = estimateRun(plan, {
      secondsPerFrame: 8,
      startupSeconds: 40,
      parallelJobs: slots,
      ...spot,
    });
    const runs = Array.from({ length: 60 }, (_, seed) =>
      simulateRun({ ...evenScene(plan, slots, 8, 40), ...spot, random: randomFrom(seed) }),
    );
    const busy = mean(runs.map((run) => run.busySeconds)) / 3600 / estimate.vcpuHours;
    const wallClock = mean(runs.map((run) => run.wallClockSeconds)) / estimate.wallClockSeconds;
    expect(Math.abs(busy - 1)).toBeLessThan(0.03);
    expect(Math.abs(wallClock - 1)).toBeLessThan(tolerance);
  });

  test('lets the unluckiest of long jobs end after the average one', () => {
    const plan = planFanout({ totalFrames: 1_000_000, framesPerJob: 500_000 });
    const spot = { ...model, parallelJobs: 2, interruptionsPerHour: 2 };
    const { wallClockSeconds, jobSeconds } = estimateRun(plan, spot);
    expect(wallClockSeconds).toBeGreaterThan(jobSeconds);
  });

  test('takes the spread of measured frames into account', () => {
    const samples = [4, 6, 7, 8, 8, 9, 10, 12];
    const plan = planFanout({ totalFrames: 1_000, framesPerJob: 20 });
    const estimate = estimateRun(plan, { secondsPerFrame: samples, startupSeconds: 20, parallelJobs: 50 });
    const runs = Array.from({ length: 60 }, (_, seed) => {
      const random = randomFrom(seed);
      const frameSeconds = () => samples[Math.floor(random() * samples.length)] as number;
      return simulateRun({ ...evenScene(plan, 50, 8, 20), frameSeconds, random }).wallClockSeconds;
    });
    expect(mean(runs) / estimate.wallClockSeconds).toBeGreaterThan(0.95);
    expect(mean(runs) / estimate.wallClockSeconds).toBeLessThan(1.05);
    expect(estimate.wallClockSeconds).toBeGreaterThan(20 + 20 * 8);
  });

  test('says what interruptions cost', () => {
    const plan = planFanout({ totalFrames: 1_000, framesPerJob: 100 });
    const calm = estimateRun(plan, { ...model, parallelJobs: 10 });
    const spot = estimateRun(plan, { ...model, parallelJobs: 10, interruptionsPerHour: 2 });
    const lossy = estimateRun(plan, {
      ...model,
      parallelJobs: 10,
      interruptionsPerHour: 2,
      keepsFinishedFrames: false,
    });
    expect(calm.lostShare).toBe(0);
    expect(spot.lostShare).toBeGreaterThan(0.02);
    expect(lossy.lostShare).toBeGreaterThan(5 * spot.lostShare);
    expect(spot.interruptions).toBeCloseTo(2 * spot.vcpuHours, 9);
    expect(spot.startupShare).toBeLessThan(calm.startupShare);
  });

  test.each([
    [{ ...model, secondsPerFrame: 0 }, 'secondsPerFrame is 0, but must be a number above 0.'],
    [{ ...model, secondsPerFrame: [1, Number.NaN] }, 'secondsPerFrame is NaN'],
    [
      { ...model, secondsPerFrame: [] },
      `secondsPerFrame is 'an empty list', but must be a number or a list of at least one.`,
    ],
    [
      { ...model, secondsPerFrame: '3' as unknown as number },
      `secondsPerFrame is '3', but must be a number above 0`,
    ],
    [
      { ...model, keepsFinishedFrames: 'no' as unknown as boolean },
      `keepsFinishedFrames is 'no', but must be true or false.`,
    ],
    [
      { ...model, interruptionsPerHour: 1e6, keepsFinishedFrames: false },
      'the jobs never end, because they are interrupted before',
    ],
    [{ ...model, startupSeconds: -1 }, 'startupSeconds is -1, but must be a number from 0.'],
    [{ ...model, parallelJobs: 0 }, 'parallelJobs is 0, but must be a whole number from 1'],
    [{ ...model, parallelJobs: 1.5 }, 'parallelJobs is 1.5'],
    [{ ...model, maxVcpus: 4 }, 'either parallelJobs or maxVcpus'],
    [{ ...model, parallelJobs: undefined }, 'either parallelJobs or maxVcpus'],
    [
      { ...model, parallelJobs: undefined, maxVcpus: 3, vcpusPerJob: 4 },
      'maxVcpus is 3, but must be enough for one job of 4 vCPUs',
    ],
    [{ ...model, vcpusPerJob: 0 }, 'vcpusPerJob is 0'],
    [{ ...model, memoryGbPerJob: -1 }, 'memoryGbPerJob is -1'],
    [{ ...model, interruptionsPerHour: -1 }, 'interruptionsPerHour is -1'],
    [{ ...model, compileSeconds: Number.POSITIVE_INFINITY }, 'compileSeconds is Infinity'],
    [{ ...model, pricePerVcpuHour: -1 }, 'pricePerVcpuHour is -1'],
    [{ ...model, pricePerGbHour: -1 }, 'pricePerGbHour is -1'],
  ])('refuses %j', (wrong, message) => {
    const estimate = () => estimateRun(planFanout({ totalFrames: 10, framesPerJob: 1 }), wrong);
    expect(estimate).toThrow(message);
    expect(estimate).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

describe('chooseFramesPerJob', () => {
  test('is never more than 2 % slower than the best size found by trying all in the simulation', () => {
    check(
      fc.property(
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0.5, 2, 10),
        fc.constantFrom(0, 1, 15, 60),
        fc.constantFrom(0.05, 0.1, 0.3, 1),
        (totalFrames, slots, secondsPerFrame, startupSeconds, maxOverheadShare) => {
          const choice = chooseFramesPerJob({
            totalFrames,
            secondsPerFrame,
            startupSeconds,
            parallelJobs: slots,
            maxOverheadShare,
          });
          const tried = Array.from({ length: totalFrames }, (_, index) => {
            const plan = planFanout({ totalFrames, framesPerJob: index + 1 });
            const run = simulateRun(evenScene(plan, slots, secondsPerFrame, startupSeconds));
            const share = (plan.chunkCount * startupSeconds) / run.busySeconds;
            return { framesPerJob: index + 1, seconds: run.wallClockSeconds, share };
          });
          const chosen = tried[choice.framesPerJob - 1] as (typeof tried)[number];
          const allowed = tried.filter(({ share }) => share <= maxOverheadShare);
          expect(choice.isWithinOverheadShare).toBe(allowed.length > 0);
          if (allowed.length > 0) {
            expect(chosen.share).toBeLessThanOrEqual(maxOverheadShare + 1e-9);
            expect(chosen.seconds).toBeLessThanOrEqual(
              1.02 * Math.min(...allowed.map(({ seconds }) => seconds)) + 1e-9,
            );
          } else {
            expect(chosen.share).toBeCloseTo(Math.min(...tried.map(({ share }) => share)), 9);
          }
        },
      ),
    );
  });

  test('explains its choice', () => {
    expect(chooseFramesPerJob({ totalFrames: 10_000, ...model })).toMatchObject({
      framesPerJob: 50,
      chunkCount: 200,
      waves: 1,
      idleSlots: 0,
      isWithinOverheadShare: true,
      wallClockSeconds: 440,
      reason:
        '50 frames per job: 200 jobs of about 440 s in 1 wave, 0 of 200 slots idle in the last; start-up takes 9.1 %',
    });
    expect(
      chooseFramesPerJob({ totalFrames: 3, secondsPerFrame: 1, startupSeconds: 60, parallelJobs: 3 }).reason,
    ).toBe(
      '3 frames per job: 1 job of about 63 s in 1 wave, 2 of 3 slots idle in the last; start-up takes 95.2 %; no size keeps within the allowed share, and this one wastes least',
    );
    expect(
      chooseFramesPerJob({ totalFrames: 1_000, ...model, parallelJobs: 5, interruptionsPerHour: 2 }).reason,
    ).toMatch(/; start-up takes \d+\.\d %, interruptions cost \d+\.\d %$/);
  });

  test('counts lost work as overhead like start-ups', () => {
    const spot = { totalFrames: 1_000, secondsPerFrame: 30, startupSeconds: 10, parallelJobs: 20 };
    const choice = chooseFramesPerJob({
      ...spot,
      interruptionsPerHour: 1,
      keepsFinishedFrames: false,
      maxOverheadShare: 0.1,
    });
    expect(choice.isWithinOverheadShare).toBe(true);
    expect(choice.startupShare + choice.lostShare).toBeLessThanOrEqual(0.1);
    expect(choice.lostShare).toBeGreaterThan(0.01);
  });

  test('wastes least where no size keeps within the share', () => {
    const spot = { totalFrames: 100, secondsPerFrame: 60, startupSeconds: 600, parallelJobs: 10 };
    const choice = chooseFramesPerJob({ ...spot, interruptionsPerHour: 2, keepsFinishedFrames: false });
    expect(choice.isWithinOverheadShare).toBe(false);
    expect([1, 100]).not.toContain(choice.framesPerJob);
  });

  test.each([
    ['100,50*1', 2, 200],
    ['100,150*1', 2, 250],
    ['100,99*1,2*1', 2, 202],
    ['60,40,30*1', 3, 120],
    ['10,90*1', 3, 68],
    ['3*5,7*2', 4, 16],
  ])('keeps free slots busy beside a long job: %s on %i slots', (chunkSizes, parallelJobs, seconds) => {
    const totalFrames = chunkSizes
      .split(',')
      .map((part) => part.split('*').map(Number))
      .reduce((sum, [a = 0, b = 1]) => sum + a * b, 0);
    const plan = planFanout({ totalFrames, chunkSizes });
    const estimate = estimateRun(plan, { secondsPerFrame: 2, startupSeconds: 0, parallelJobs });
    expect(estimate.wallClockSeconds).toBe(seconds);
  });

  test('spreads by the standard deviation of the sample', () => {
    const plan = planFanout({ totalFrames: 100, framesPerJob: 1 });
    const { wallClockSeconds } = estimateRun(plan, {
      secondsPerFrame: [8, 12],
      startupSeconds: 0,
      parallelJobs: 100,
    });
    expect(wallClockSeconds).toBeCloseTo(10 + Math.sqrt(8) * Math.sqrt(2 * Math.log(100)), 9);
  });

  test('keeps jobs near the target where the run ends as soon', () => {
    const even = { totalFrames: 100_000, secondsPerFrame: 1, startupSeconds: 1, parallelJobs: 100 };
    expect(chooseFramesPerJob(even).jobSeconds).toBeGreaterThan(200);
    expect(chooseFramesPerJob(even).jobSeconds).toBeLessThan(280);
    const long = chooseFramesPerJob({ ...even, targetJobSeconds: 1000 });
    expect(long.jobSeconds).toBeGreaterThan(900);
    expect(long.jobSeconds).toBeLessThan(1100);
  });

  test('makes jobs shorter the more often they are interrupted and lose everything', () => {
    const spot = { totalFrames: 10_000, secondsPerFrame: 10, startupSeconds: 20, parallelJobs: 50 };
    const sizes = [0.1, 1, 5].map(
      (interruptionsPerHour) =>
        chooseFramesPerJob({
          ...spot,
          interruptionsPerHour,
          keepsFinishedFrames: false,
          maxOverheadShare: 1,
          targetJobSeconds: 3600,
        }).framesPerJob,
    );
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes[2]).toBeLessThan((sizes[0] as number) / 2);
  });

  test('leaves out sizes whose jobs would never end', () => {
    const choice = chooseFramesPerJob({
      totalFrames: 100_000,
      secondsPerFrame: 10,
      startupSeconds: 20,
      parallelJobs: 50,
      interruptionsPerHour: 5,
      keepsFinishedFrames: false,
      maxOverheadShare: 1,
    });
    expect(choice.isWithinOverheadShare).toBe(true);
    expect(choice.wallClockSeconds).toBeLessThan(100_000);
  });

  test.each([
    [{ totalFrames: 0 }, 'totalFrames is 0, but must be a whole number from 1 to'],
    [{ totalFrames: 1.5 }, 'totalFrames is 1.5'],
    [{ totalFrames: 1, targetJobSeconds: 0 }, 'targetJobSeconds is 0, but must be a number above 0.'],
    [{ totalFrames: 1, targetJobSeconds: '240' as unknown as number }, `targetJobSeconds is '240'`],
    [
      { totalFrames: 1, interruptionsPerHour: 1e9 },
      'With these figures no job ever ends, because it is interrupted before; use other figures.',
    ],
    [{ totalFrames: 1, maxOverheadShare: 1.1 }, 'maxOverheadShare is 1.1, but must be a number from 0 to 1.'],
    [{ totalFrames: 1, maxOverheadShare: -0.1 }, 'maxOverheadShare is -0.1, but must be a number from 0.'],
    [{ totalFrames: 1, startupSeconds: Number.NaN }, 'startupSeconds is NaN'],
  ])('refuses %j', (wrong, message) => {
    const choose = () => chooseFramesPerJob({ ...model, ...wrong });
    expect(choose).toThrow(message);
    expect(choose).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

const evenRuns = fc
  .record({
    totalFrames: fc.integer({ min: 1, max: 600 }),
    framesPerJob: fc.integer({ min: 1, max: 60 }),
    distribution: fc.constantFrom('even' as const, 'fixed' as const, 'interleaved' as const),
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 30 }),
    slots: fc.integer({ min: 1, max: 50 }),
    secondsPerFrame: fc.constantFrom(0.25, 1, 3, 20),
    startupSeconds: fc.constantFrom(0, 0.5, 7, 100),
  })
  .map(({ totalFrames, framesPerJob, distribution, sizes, ...run }) => ({
    ...run,
    plan:
      sizes.length > 0
        ? planFanout({ totalFrames: sizes.reduce((a, b) => a + b), chunkSizes: sizes.join() })
        : planFanout({ totalFrames, framesPerJob, distribution }),
  }));

function evenScene(
  plan: FanoutPlan,
  slots: number,
  secondsPerFrame: number,
  startupSeconds: number,
): Simulation {
  return {
    chunkSizes: Array.from({ length: plan.chunkCount }, (_, chunk) => framesOfChunk(plan, chunk).size),
    slots,
    startupSeconds,
    frameSeconds: () => secondsPerFrame,
    interruptionsPerHour: 0,
    keepsFinishedFrames: true,
    random: () => 0.5,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
