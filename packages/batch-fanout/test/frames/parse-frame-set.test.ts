import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FanoutError, type FrameDialect, FrameSet, parseFrameSet } from '../../src/planning.js';
import { check } from '../properties.js';
import { OPENCUE_ACCEPTED, OPENCUE_REJECTED } from './opencue-cases.js';
import { OPENJD_ACCEPTED, OPENJD_REJECTED, type RejectedCase } from './openjd-cases.js';

const opencue = { dialect: 'opencue' } as const;

/** So many frames that nothing is listed one by one, far away from all others. */
const LONG = '8000000000000000-8000000000999999';
const LONG_FRAMES = 1_000_000;

describe('parseFrameSet', () => {
  test.each(OPENJD_ACCEPTED)('reads %j as OpenJD does', (text, frames) => {
    expect([...parseFrameSet(text)]).toEqual(frames);
  });

  test.each(OPENCUE_ACCEPTED)('reads %j as OpenCue does', (text, frames) => {
    expect([...parseFrameSet(text, opencue)]).toEqual(frames);
  });

  test.each(OPENJD_REJECTED)('rejects %j at character %i as OpenJD', (...rejected) => {
    expectRejection('openjd', rejected);
  });

  test.each(OPENCUE_REJECTED)('rejects %j at character %i as OpenCue', (...rejected) => {
    expectRejection('opencue', rejected);
  });

  test('reads every OpenCue list as the plain reading of its rules does', () => {
    check(
      fc.property(fc.array(opencueParts, { minLength: 1, maxLength: 8 }), (parts) => {
        const text = parts.map(({ text }) => text).join(',');
        const frames = [...new Set(parts.flatMap(({ frames }) => frames))];
        expect([...parseFrameSet(text, opencue)]).toEqual(frames);
      }),
    );
  });

  test('reads every OpenCue list alike where it is too long to be listed frame by frame', () => {
    check(
      fc.property(fc.array(opencueParts, { minLength: 2, maxLength: 8 }), (parts) => {
        const text = parts.map(({ text }) => text).join(',');
        const frames = [...new Set(parts.flatMap(({ frames }) => frames))];
        const long = parseFrameSet(`${text},${LONG}`, opencue);
        expect([...long.slice(0, long.size - LONG_FRAMES)]).toEqual(frames);
        expect(String(long.slice(long.size - LONG_FRAMES, long.size))).toBe(LONG);
      }),
    );
  });

  test('finds the frame that two ranges share where the product of their steps is no safe integer', () => {
    check(
      fc.property(wideRanges, wideRanges, fc.integer({ min: -1e12, max: 1e12 }), (a, b, shared) => {
        const frames = [a, b].map(({ step, before, after }) =>
          Array.from({ length: before + 1 + after }, (_, index) => shared + (index - before) * step),
        );
        const text = frames.map((part, index) => `${part[0]}-${part.at(-1)}x${[a, b][index]?.step}`).join();
        const once = [...new Set(frames.flat())];
        expect([...parseFrameSet(text, opencue)]).toEqual(once);
        const long = parseFrameSet(`${text},${LONG}`, opencue);
        expect([...long.slice(0, once.length)]).toEqual(once);
      }),
    );
  });

  test.each([
    ['a stagger', '1-1000000000:4', '1-999999997x4,2-1000000000x2,3-999999999x4'],
    ['two steps', '1-1000000000x2,1-1000000000x3', '1-999999999x2,4-1000000000x6'],
    [
      'steps over all safe integers',
      '1-9007199254740991x2,1-9007199254740991x3',
      '1-9007199254740991x2,4-9007199254740988x6',
    ],
    [
      'steps whose product is no safe integer',
      '1-9007199254740991x94906267,1-9007199254740991x94906269',
      '1-9007199231156489x94906267,94906270-9007199231156479x94906269',
    ],
    ['repetitions', Array(10_000).fill('1-1000000').join(), '1-1000000'],
    ['every other', '1-1000000000y2', '2-1000000000:2'],
    [
      'steps above 2^52',
      '-4000000000000000-4500000000000001x8500000000000001,4500000000000000-4500000000000003',
      '-4000000000000000,4500000000000001,4500000000000000,4500000000000002,4500000000000003',
    ],
    [
      'frames far below and above zero',
      '-9000000000000000-0,0-3100000000000001x3100000000000001',
      '-9000000000000000-0,3100000000000001',
    ],
  ])('keeps %s as a few ranges, however many the frames are', (_, text, canonical) => {
    expect(String(parseFrameSet(text, opencue))).toBe(canonical);
  });

  test.each([
    ['opencue', 'all but every third', '1-1000000000y3', 'at most 1000000 ranges'],
    ['opencue', 'one too many', '1-1500003y3', 'at most 1000000 ranges'],
    [
      'opencue',
      'interleaved steps',
      '1-1000000000x2,1-1000000000x5,1-1000000000x7',
      'at most 1000000 ranges',
    ],
    ['openjd', 'more frames than can be counted', '0-9007199254740991', 'at most 9007199254740991 frames'],
  ] as const)('refuses in %s %s', (dialect, _, text, expected) => {
    const message = refusalOf(() => parseFrameSet(text, { dialect }));
    expect(message).toContain(`: expected ${expected}`);
    expect(message).toMatch(/^Frames '.{1,60}'…?: expected .* at character 1[.,]/);
  });

  test('reads what it writes of frames that are dealt out in thousands of ranges', () => {
    const dealt = Array.from({ length: 4_000 }, (_, index) => [index, index + 4_000, index + 8_000]).flat();
    const frames = FrameSet.from(dealt);
    expect(frames.ranges).toHaveLength(4_000);
    expect(parseFrameSet(String(frames), opencue)).toEqual(frames);
  });

  test('shows a text of 120 characters whole, and of a longer one both ends of the cut', () => {
    const whole = `${'1,'.repeat(58)}100x`;
    expect(refusalOf(() => parseFrameSet(whole))).toMatch(`Frames '${whole}': `);
    expect(refusalOf(() => parseFrameSet(`${'1,'.repeat(100)}x`))).toMatch(/^Frames …'[1,x]+': /);
    expect(refusalOf(() => parseFrameSet(`x${',1'.repeat(100)}`))).toMatch(/^Frames 'x[,1]+'…: /);
  });

  test('shows of a long text only the part that is wrong', () => {
    const text = `${'1,'.repeat(100)}x,${'2,'.repeat(100)}3`;
    expect(() => parseFrameSet(text, opencue)).toThrow(
      /^Frames …'[12x,]{80}'…: expected a frame number at character 201, but found 'x'\.$/,
    );
  });

  test('names the dialects that there are', () => {
    expect(() => parseFrameSet('1', { dialect: 'nuke' as FrameDialect })).toThrow(
      new FanoutError('INVALID_OPTION', `dialect is 'nuke', but must be one of openjd, opencue.`),
    );
    expect(() => parseFrameSet(5 as unknown as string)).toThrow(
      new FanoutError('INVALID_FRAMES', 'Frames are 5, but must be a text.'),
    );
  });
});

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof FanoutError) return error.message;
    throw error;
  }
  return 'not refused';
}

function expectRejection(dialect: FrameDialect, [text, character, expected]: RejectedCase): void {
  const parse = () => parseFrameSet(text, { dialect });
  expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_FRAMES' }));
  expect(parse).toThrow(expected);
  expect(parse).toThrow(`Frames '${text.replace(/[\n]/, '\\x0a')}': expected `);
  expect(parse).toThrow(` at character ${character}`);
}

/** Ranges through one frame whose steps reach from a billion to a third of the safe integers. */
const wideRanges = fc
  .tuple(fc.integer({ min: 1e9, max: 3e15 }), fc.nat(20), fc.nat(20))
  .map(([step, before, after]) => {
    const most = Math.floor(2e15 / step);
    return { step, before: Math.min(before, most), after: 1 + Math.min(after, most) };
  });

/** Parts of an OpenCue list with the frames that a plain reading of the rules gives them. */
const opencueParts = fc
  .record({
    first: fc.integer({ min: -40, max: 40 }),
    length: fc.integer({ min: 1, max: 60 }),
    mark: fc.constantFrom('', 'x', 'y', ':'),
    size: fc.integer({ min: 1, max: 20 }),
    direction: fc.constantFrom(1, -1),
  })
  .map(({ first, length, mark, size, direction }) => {
    const last = first + direction * length;
    const step = direction * (mark === 'y' ? size + 1 : size);
    const text = `${first}-${last}${mark}${mark === '' ? '' : step}`;
    switch (mark) {
      case 'x':
        return { text, frames: list(first, last, step) };
      case 'y':
        return {
          text,
          frames: list(first, last, direction).filter((frame) => (frame - first) % step !== 0),
        };
      case ':':
        return { text, frames: stagger(first, last, step) };
      default:
        return { text, frames: list(first, last, direction) };
    }
  });

function list(first: number, last: number, step: number): number[] {
  const frames = [];
  for (let frame = first; step > 0 ? frame <= last : frame >= last; frame += step) frames.push(frame);
  return frames;
}

function stagger(first: number, last: number, step: number): number[] {
  if (step === 0) return [];
  return [...list(first, last, step), ...stagger(first + Math.sign(step), last, Math.trunc(step / 2))];
}
