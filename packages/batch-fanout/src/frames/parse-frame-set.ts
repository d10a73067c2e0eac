import { FanoutError } from '../errors.js';
import { quote } from '../quote.js';
import { type FrameRange, highestOf, lastOf, lowestOf } from './frame-range.js';
import { FrameSet } from './frame-set.js';

/**
 * Reads a frame set from an Open Job Description integer range expression: `1-10`, `-5--1`, `1001-1010:3,2000`, `10-1:-1`.
 *
 * Spaces and tabs may stand around every number and mark. Both ends are inclusive, a step may have either sign but must
 * lead towards the end, and the spans of two ranges must not overlap. What is named is a set, so its frames ascend.
 *
 * @param text - ASCII digits, `-`, `:`, `,`, spaces and tabs; every number a safe integer.
 * @throws {@link FanoutError} `INVALID_FRAMES` with the text, the position and what was expected there.
 * @see {@link https://github.com/OpenJobDescription/openjd-specifications/wiki/2023-09-Template-Schemas#34111-intrangeexpr | the specification}
 * @example
 * ```ts
 * [...parseFrameSet('1001-1010:3,2000')]; // [1001, 1004, 1007, 1010, 2000]
 * ```
 */
export function parseFrameSet(text: string): FrameSet {
  const ranges: PlacedRange[] = [];
  let position = 0;

  const fail = (at: number, expected: string): never => {
    throw new FanoutError(
      'INVALID_FRAMES',
      `Frames ${quote(text)}: expected ${expected} at character ${at + 1}${at < text.length ? `, but found ${quote(text[at] ?? '')}` : ', but the text ends'}.`,
    );
  };
  const skipBlanks = () => {
    while (text[position] === ' ' || text[position] === '\t') position += 1;
  };
  const takeMark = (mark: string): boolean => {
    skipBlanks();
    if (text[position] !== mark) return false;
    position += 1;
    return true;
  };
  const takeInteger = (what: string): number => {
    skipBlanks();
    const start = position;
    const isNegative = takeMark('-');
    skipBlanks();
    const digits = /^[0-9]+/.exec(text.slice(position, position + 32))?.[0] ?? fail(position, what);
    position += digits.length;
    const value = Number(digits) * (isNegative ? -1 : 1);
    if (!Number.isSafeInteger(value)) fail(start, `${what} between ±${Number.MAX_SAFE_INTEGER}`);
    return value + 0;
  };

  do {
    skipBlanks();
    const start = position;
    const first = takeInteger('a frame number');
    const last = takeMark('-') ? takeInteger('the last frame of the range') : undefined;
    const step = last !== undefined && takeMark(':') ? takeInteger('a step') : 1;
    skipBlanks();
    if (position < text.length && text[position] !== ',') {
      fail(position, last === undefined ? `'-', ',' or the end` : `':', ',' or the end`);
    }
    const end = last ?? first;
    if (step === 0) fail(start, 'a step other than 0 in the range');
    if ((end - first) * step < 0) {
      fail(
        start,
        end < first ? 'a negative step in this descending range' : 'a positive step in this ascending range',
      );
    }
    ranges.push({ at: start, ...ascending(first, end, step) });
  } while (takeMark(','));

  ranges.sort((a, b) => a.first - b.first);
  ranges.forEach((range, index) => {
    const previous = ranges[index - 1];
    if (previous === undefined || highestOf(previous) < lowestOf(range)) return;
    const [earlier, later] = previous.at < range.at ? [previous, range] : [range, previous];
    fail(
      later.at,
      `frames outside the range from ${earlier.first} to ${lastOf(earlier)}, which they overlap,`,
    );
  });
  return FrameSet.ofRanges(ranges.map(({ first, step, count }) => ({ first, step, count })));
}

interface PlacedRange extends FrameRange {
  /** Where the range starts in the text, 0-based. */
  readonly at: number;
}

function ascending(first: number, end: number, step: number): FrameRange {
  const count = Math.floor((end - first) / step) + 1;
  const lowest = step > 0 ? first : first + step * (count - 1);
  return { first: lowest, step: count === 1 ? 1 : Math.abs(step), count };
}
