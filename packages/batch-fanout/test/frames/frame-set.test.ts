import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameSet, parseFrameSet } from '../../src/index.js';

const distinctFrames = fc.uniqueArray(fc.integer({ min: -60, max: 60 }), { minLength: 1, maxLength: 40 });

describe('FrameSet', () => {
  test('keeps the given frames in the given order', () => {
    fc.assert(
      fc.property(distinctFrames, (frames) => {
        expect([...FrameSet.from(frames)]).toEqual(frames);
      }),
    );
  });

  test('agrees with a plain list in size, at, slice and has', () => {
    fc.assert(
      fc.property(
        distinctFrames,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: -70, max: 70 }),
        (frames, a, b, probe) => {
          const set = FrameSet.from(frames);
          const from = a % frames.length;
          const to = from + 1 + (b % (frames.length - from));
          expect(set.size).toBe(frames.length);
          expect(set.at(from)).toBe(frames[from]);
          expect([...set.slice(from, to)]).toEqual(frames.slice(from, to));
          expect(set.has(probe)).toBe(frames.includes(probe));
          expect([set.lowest, set.highest]).toEqual([Math.min(...frames), Math.max(...frames)]);
        },
      ),
    );
  });

  test('reads its own OpenJD text back as the same frames', () => {
    fc.assert(
      fc.property(distinctFrames, (frames) => {
        const ascending = FrameSet.from(frames.toSorted((a, b) => a - b));
        const text = ascending.format('openjd');
        expect([...parseFrameSet(text)]).toEqual([...ascending]);
        expect(parseFrameSet(text).format('openjd')).toBe(text);
      }),
    );
  });

  test.each([
    [[1, 2, 3, 4], '1-4'],
    [[1, 2], '1,2'],
    [[1, 3, 5, 6, 7, 8], '1-5:2,6-8'],
    [[1, 2, 4, 6, 8], '1,2-8:2'],
    [[3, 2, 1], '3-1x-1'],
    [[5, 1, 9], '5,1,9'],
    [[-3, -2, -1], '-3--1'],
  ])('writes %j as %s', (frames, text) => {
    expect(String(FrameSet.from(frames))).toBe(text);
  });

  test('joins neighbouring ranges in its text', () => {
    expect(String(parseFrameSet('20-29,0-9,10-19'))).toBe('0-29');
  });

  test('holds a billion frames without listing them', () => {
    const frames = FrameSet.range(1, 1_000_000_000);
    expect(frames.at(999_999_999)).toBe(1_000_000_000);
    expect(frames.slice(500_000_000, 500_000_003).toString()).toBe('500000001-500000003');
    expect(frames.has(1_000_000_001)).toBe(false);
  });

  test('keeps a frame that comes twice at its first place', () => {
    expect([...FrameSet.from([3, 1, 3])]).toEqual([3, 1]);
  });

  test('refuses to be empty, fractional or written in an order that OpenJD cannot say', () => {
    expect(() => FrameSet.from([])).toThrow(/at least one frame/);
    expect(() => FrameSet.from([1.5])).toThrow(/safe integers/);
    expect(() => FrameSet.range(1, 10, -1)).toThrow(/positive one/);
    expect(() => FrameSet.from([2, 1]).format('openjd')).toThrow(/opencue/);
  });

  test('names the bounds that a position breaks', () => {
    const frames = parseFrameSet('1-10');
    expect(() => frames.at(10)).toThrow('position is 10, but must be a whole number from 0 to 9');
    expect(() => frames.slice(3, 3)).toThrow(/empty/);
    expect(() => frames.slice(0, 11)).toThrow(/from 0 to 10/);
  });
});
