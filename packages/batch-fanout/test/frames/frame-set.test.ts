import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameSet, parseFrameSet } from '../../src/planning.js';
import { check, distinctFrames, frameSets } from '../properties.js';

const MOST = Number.MAX_SAFE_INTEGER;

describe('FrameSet', () => {
  test('keeps the given frames in the given order', () => {
    check(
      fc.property(distinctFrames, (frames) => {
        expect([...FrameSet.from(frames)]).toEqual(frames);
      }),
    );
  });

  test('agrees with a plain list in size, at, slice, has, lowest and highest', () => {
    check(
      fc.property(frameSets, fc.nat(), fc.nat(), fc.integer({ min: -70, max: 70 }), (set, a, b, probe) => {
        const frames = [...set];
        const from = a % frames.length;
        const to = from + 1 + (b % (frames.length - from));
        expect(set.size).toBe(frames.length);
        expect(set.at(from)).toBe(frames[from]);
        expect([...set.slice(from, to)]).toEqual(frames.slice(from, to));
        expect(set.has(probe)).toBe(frames.includes(probe));
        expect(set.has(frames[from] as number)).toBe(true);
        expect([set.lowest, set.highest]).toEqual([Math.min(...frames), Math.max(...frames)]);
      }),
    );
  });

  test('reads its own text back as the same set, whichever way it was made', () => {
    check(
      fc.property(frameSets, (set) => {
        const { text, dialect } = set.toJSON();
        expect(parseFrameSet(text, { dialect })).toEqual(set);
        expect(FrameSet.from(set)).toEqual(set);
        expect(parseFrameSet(set.format('opencue'), { dialect: 'opencue' })).toEqual(set);
        expect(set.slice(0, set.size)).toEqual(set);
      }),
    );
  });

  test('writes OpenJD exactly where the frames ascend', () => {
    check(
      fc.property(frameSets, (set) => {
        const frames = [...set];
        const ascends = frames.every((frame, index) => index === 0 || frame > (frames[index - 1] as number));
        expect(set.toJSON().dialect).toBe(ascends ? 'openjd' : 'opencue');
      }),
    );
  });

  test.each([
    [[7], '7'],
    [[1, 2, 3, 4], '1-4'],
    [[1, 2], '1,2'],
    [[1, 3, 5, 6, 7, 8], '1-5:2,6-8'],
    [[1, 2, 4, 6, 8], '1,2-8:2'],
    [[1, 3, 5, 6, 7, 8, 10, 13, 16], '1-5:2,6-8,10-16:3'],
    [[1, 2, 3, 4, 6, 8], '1-4,6,8'],
    [[3, 2, 1], '3-1x-1'],
    [[9, 6, 3, 1], '9-3x-3,1'],
    [[5, 1, 9], '5,1,9'],
    [[1, 2, 3, 3.0, 2], '1-3'],
    [[-3, -2, -1], '-3--1'],
    [[-MOST, 0, MOST], `-${MOST},0,${MOST}`],
    [[-MOST, MOST - 1, MOST], `-${MOST},${MOST - 1},${MOST}`],
  ])('writes %j as %s', (frames, text) => {
    expect(String(FrameSet.from(frames))).toBe(text);
  });

  test('writes in OpenCue with x for a step', () => {
    expect(parseFrameSet('1-9:2,20').format('opencue')).toBe('1-9x2,20');
    expect(parseFrameSet('1-9').format('opencue')).toBe('1-9');
  });

  test('says in JSON which dialect it is written in', () => {
    expect(JSON.stringify([FrameSet.range(1, 9), FrameSet.range(9, 1, -1)])).toBe(
      '[{"dialect":"openjd","text":"1-9"},{"dialect":"opencue","text":"9-1x-1"}]',
    );
  });

  test('joins neighbouring ranges', () => {
    expect(parseFrameSet('20-29,0-9,10-19')).toEqual(FrameSet.range(0, 29));
  });

  test('holds a billion frames without listing them', () => {
    const frames = FrameSet.range(1, 1_000_000_000);
    expect(frames.at(999_999_999)).toBe(1_000_000_000);
    expect(frames.slice(500_000_000, 500_000_003).toString()).toBe('500000001-500000003');
    expect(frames.has(1_000_000_000)).toBe(true);
    expect(frames.has(1_000_000_001)).toBe(false);
    expect(frames.has(0.5)).toBe(false);
  });

  test('finds a frame among ranges that nest', () => {
    const frames = parseFrameSet('100-900x100,1-999x7,500-510', { dialect: 'opencue' });
    const plain = new Set(frames);
    for (let frame = -5; frame <= 1005; frame += 1) expect(frames.has(frame)).toBe(plain.has(frame));
  });

  test.each([
    [
      [10, 1, -4],
      [10, 6, 2],
    ],
    [
      [1, 10, 4],
      [1, 5, 9],
    ],
    [[5, 5, 3], [5]],
    [[5, 5, -3], [5]],
    [
      [-1, 1],
      [-1, 0, 1],
    ],
  ])('ranges over %j', ([first, last, step], frames) => {
    expect([...FrameSet.range(first as number, last as number, step)]).toEqual(frames);
  });

  test.each([
    [() => FrameSet.from([]), 'A frame set needs at least one frame.'],
    [() => FrameSet.from([1, 1.5]), '1.5 is no frame; frames are safe integers.'],
    [() => FrameSet.range(1, 10, -1), 'A range from 1 to 10 cannot have the step -1; use a positive one.'],
    [() => FrameSet.range(10, 1), 'A range from 10 to 1 cannot have the step 1; use a negative one.'],
    [() => FrameSet.range(1, 1, 0), 'A range from 1 to 1 cannot have the step 0; use a positive one.'],
    [() => FrameSet.range(1, 2.5), 'last is 2.5, but must be a safe integer.'],
    [() => FrameSet.range(-MOST, MOST, 2), `The ends -${MOST} and ${MOST} are more than ${MOST} apart`],
    [() => FrameSet.from(['3' as unknown as number]), `'3' is no frame`],
    [() => FrameSet.from([2, 1]).format('openjd'), `write them with format('opencue').`],
    [() => FrameSet.range(3, 1, -1).format('openjd'), 'These frames do not ascend'],
    [() => FrameSet.range(1, 10).at(10), 'position is 10, but must be a whole number from 0 to 9.'],
    [() => FrameSet.range(1, 10).at(-1), 'position is -1, but must be'],
    [() => FrameSet.range(1, 10).at('1' as unknown as number), `position is '1', but must be`],
    [() => FrameSet.range(1, 10).at(0.5), 'position is 0.5, but must be'],
    [() => FrameSet.range(1, 10).slice(-1, 2), 'from is -1, but must be a whole number from 0 to 9.'],
    [() => FrameSet.range(1, 10).slice(3, 3), `slice(3, 3) would be empty; 'to' must exceed 'from'.`],
    [() => FrameSet.range(1, 10).slice(0, 11), 'to is 11, but must be a whole number from 0 to 10.'],
  ])('refuses %s', (act, message) => {
    const isPosition = /position|from is|to is|slice/.test(message);
    expect(act).toThrow(message);
    expect(act).toThrow(expect.objectContaining({ code: isPosition ? 'INVALID_OPTION' : 'INVALID_FRAMES' }));
  });
});
