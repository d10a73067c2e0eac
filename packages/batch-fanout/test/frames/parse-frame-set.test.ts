import { describe, expect, test } from 'vitest';
import { FanoutError, parseFrameSet } from '../../src/index.js';

const ACCEPTED: readonly [text: string, frames: readonly number[]][] = [
  ['0', [0]],
  ['-0', [0]],
  ['007', [7]],
  ['-9999999', [-9999999]],
  ['  5 ', [5]],
  ['1-5', [1, 2, 3, 4, 5]],
  ['1 - 1', [1]],
  ['-1 - 1', [-1, 0, 1]],
  ['-3--1', [-3, -2, -1]],
  ['- 3 - - 1', [-3, -2, -1]],
  ['1-5:2', [1, 3, 5]],
  ['1-5:3', [1, 4]],
  ['1-9:3', [1, 4, 7]],
  ['1-2:100', [1]],
  ['5-1:-2', [1, 3, 5]],
  ['10-1:-4', [2, 6, 10]],
  ['-1--10:-3', [-10, -7, -4, -1]],
  ['10-15:2,1-5', [1, 2, 3, 4, 5, 10, 12, 14]],
  ['1-10:4,10-15', [1, 5, 9, 10, 11, 12, 13, 14, 15]],
  ['9,0,3,2', [0, 2, 3, 9]],
  ['\t0 - 1 :\t1, 2 -\t4 : 1', [0, 1, 2, 3, 4]],
  ['1001-1010:3,2000', [1001, 1004, 1007, 1010, 2000]],
  ['9007199254740991', [9007199254740991]],
];

const REJECTED: readonly [text: string, position: number, expected: RegExp][] = [
  ['', 1, /frame number/],
  ['  ', 3, /frame number/],
  ['a', 1, /frame number/],
  ['1-a', 3, /last frame/],
  ['--12', 2, /frame number/],
  ['1-', 3, /last frame/],
  ['1-,3-4', 3, /last frame/],
  ['1---10', 4, /last frame/],
  ['1-2,,3-4', 5, /frame number/],
  ['1-2,', 5, /frame number/],
  ['1-2:', 5, /step/],
  ['1--10:--5', 8, /step/],
  ['2:', 2, /'-', ','/],
  [':2', 1, /frame number/],
  ['1-2 4-5', 5, /':', ','/],
  ['1-24-5', 5, /':', ','/],
  ['1.5', 2, /'-', ','/],
  ['+1', 1, /frame number/],
  ['１', 1, /frame number/],
  ['1\n', 2, /'-', ','/],
  ['1-10x2', 5, /':', ','/],
  ['1-2:0', 1, /step other than 0/],
  ['1-0:1', 1, /negative step/],
  ['1-0', 1, /negative step/],
  ['0-1:-1', 1, /positive step/],
  ['3,1-10,9-19', 3, /overlap/],
  ['1-10,1-10', 6, /overlap/],
  ['10-1:-1,5', 9, /overlap/],
  ['1-10:2,2-10:2', 8, /overlap/],
  ['9007199254740992', 1, /between/],
];

describe('parseFrameSet', () => {
  test.each(ACCEPTED)('reads %j as OpenJD does', (text, frames) => {
    expect([...parseFrameSet(text)]).toEqual(frames);
  });

  test.each(REJECTED)('rejects %j at character %i', (text, position, expected) => {
    const parse = () => parseFrameSet(text);
    expect(parse).toThrow(FanoutError);
    expect(parse).toThrow(expected);
    expect(parse).toThrow(`Frames '${text.replace('\n', '\\x0a')}'`);
    expect(parse).toThrow(`at character ${position}`);
  });
});
