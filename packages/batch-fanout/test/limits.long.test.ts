import { describe, expect, test } from 'vitest';
import { chooseFramesPerJob, estimateRun, FrameSet, parseFrameSet, planFanout } from '../src/planning.js';

const opencue = { dialect: 'opencue' } as const;
const model = { secondsPerFrame: 8, startupSeconds: 40 };

describe('at the limits of a frame set', () => {
  test.each([
    ['opencue', 'a huge stagger', '1-1000000000:1000', 'at most 1000000 ranges'],
    ['opencue', 'a stagger of a huge step', '1-1000000000:999999999', 'at most 1000000 ranges'],
    ['opencue', 'a descending stagger', '1000000000-1:-37', 'at most 1000000 ranges'],
    [
      'opencue',
      'thousands of tangled ranges',
      Array.from({ length: 5_000 }, (_, index) => `${index}-${index + 5_000_000}x5000`).join(),
      'ranges that overlap in fewer ways',
    ],
    [
      'openjd',
      'a million and one',
      Array.from({ length: 1_000_001 }, (_, index) => index * 3 + (index % 2)).join(),
      'at most 1000000 ranges at character 1, but found 1000001',
    ],
    [
      'openjd',
      'pairs',
      Array.from({ length: 600_000 }, (_, index) => `${index * 9}-${index * 9 + 1}`).join(),
      'frames in at most 1000000 ranges',
    ],
  ] as const)('refuses in %s %s', (dialect, _, text, expected) => {
    expect(() => parseFrameSet(text, { dialect })).toThrow(`: expected ${expected}`);
  });

  test.each(['1-1000000000:2', '1-1000000000:8', '-5-1000000000:3', '1000000000-1:-4'])(
    'does not take the long stagger %s for one of many ranges',
    (text) => {
      const act = () => parseFrameSet(text, opencue).ranges.length;
      const [, first, last, step] = /^(-?\d+)-(-?\d+):(-?\d+)$/.exec(text) ?? [];
      const short = Number(first) < Number(last) ? `${first}-9999:${step}` : `9999-${last}:${step}`;
      const growsBy = (parseFrameSet(short, opencue).ranges.length / 9999) * 1e9;
      if (growsBy < 1_000_000) expect(act()).toBeLessThan(10);
      else expect(act).toThrow('at most 1000000 ranges');
    },
  );

  test('takes a million ranges', () => {
    expect(parseFrameSet('1-1500000y3', opencue).ranges).toHaveLength(1_000_000);
  });

  test('takes more parts than ranges where they name the same frame', () => {
    expect(String(parseFrameSet('5,'.repeat(999_999).concat('5'), opencue))).toBe('5');
  });

  test('refuses a million and one frames of which no three stand in equal steps', () => {
    expect(() => FrameSet.from(irregular(1_000_001))).toThrow(
      'A frame set needs frames in at most 1000000 ranges.',
    );
  });
});

describe('at the limits of a plan', () => {
  test('takes as many groups of chunks as there can be', () => {
    const plan = planFanout({ totalFrames: 300_000, chunkSizes: '1,2,'.repeat(99_999).concat('1,2') });
    expect(estimateRun(plan, { ...model, parallelJobs: 10_000 }).waves).toBe(20);
  });

  test('keeps a billion frames within the chunks that are possible', () => {
    const choice = chooseFramesPerJob({
      totalFrames: 1_000_000_000,
      secondsPerFrame: 1,
      startupSeconds: 1,
      parallelJobs: 10_000,
    });
    expect(choice.chunkCount).toBeLessThanOrEqual(200_000);
    expect(planFanout({ totalFrames: 1_000_000_000, framesPerJob: choice.framesPerJob }).chunkCount).toBe(
      choice.chunkCount,
    );
  });
});

/** Frames of which no three stand in equal steps. */
function irregular(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index * 3 + (index % 2));
}
