import { FanoutError } from '../errors.js';
import { show } from '../quote.js';
import type { FrameDialect } from './format-frames.js';
import type { FrameRange } from './frame-range.js';
import { FrameSet } from './frame-set.js';
import { FrameText } from './frame-text.js';
import { problemOfRanges } from './problem-of-ranges.js';
import { readOpencue } from './read-opencue.js';
import { readOpenjd } from './read-openjd.js';

/** How {@link parseFrameSet} reads a text. */
export interface ParseOptions {
  /** The grammar that the text is written in; a `:` is a step in one and a stagger in the other. @defaultValue `'openjd'` */
  readonly dialect?: FrameDialect | undefined;
}

/**
 * Reads a frame set from its text.
 *
 * - `openjd`: an Open Job Description integer range expression, `1-10`, `-5--1`, `1001-1010:3,2000`, `10-1:-1`. Spaces
 *   and tabs may stand around every number and mark. Both ends are inclusive, a step may have either sign but must lead
 *   towards the end, and the spans of two ranges must not overlap. What is named is a set, so its frames ascend.
 * - `opencue`: an OpenCue frame range, without blanks: `1-10`, `10-1`, `1-10x3` (every third), `1-10y3` (all but every
 *   third), `1-10:5` (stagger: every fifth first, then the step halves, so that a preview is early), and lists. The order
 *   is kept, and a frame that comes twice is kept once, at its first place.
 *
 * @param text - ASCII digits, `-` and the marks of the dialect; every number a safe integer. At most 1,000,000 ranges may be
 *   needed, and beyond a million frames 10,000,000 pairs of OpenCue ranges may overlap.
 * @throws {@link FanoutError} `INVALID_FRAMES` with the text (long ones in part), the position and what was expected there;
 *   `INVALID_OPTION` if there is no such dialect.
 * @see {@link https://github.com/OpenJobDescription/openjd-specifications/wiki/2023-09-Template-Schemas#34111-intrangeexpr | OpenJD's specification}
 * @see {@link https://github.com/AcademySoftwareFoundation/OpenCue/blob/master/pycue/FileSequence/FrameRange.py | OpenCue's frame ranges}
 * @example
 * ```ts
 * [...parseFrameSet('1001-1010:3,2000')]; // [1001, 1004, 1007, 1010, 2000]
 * [...parseFrameSet('1-10:5', { dialect: 'opencue' })]; // [1, 6, 2, 4, 8, 10, 3, 5, 7, 9]
 * ```
 */
export function parseFrameSet(text: string, options: ParseOptions = {}): FrameSet {
  const { dialect = 'openjd' } = options;
  if (typeof text !== 'string') {
    throw new FanoutError('INVALID_FRAMES', `Frames are ${show(text)}, but must be a text.`);
  }
  switch (dialect) {
    case 'openjd':
      return makeSet(text, readOpenjd(text));
    case 'opencue':
      return makeSet(text, readOpencue(text));
    default:
      throw new FanoutError(
        'INVALID_OPTION',
        `dialect is ${show(dialect)}, but must be one of openjd, opencue.`,
      );
  }
}

function makeSet(text: string, ranges: readonly FrameRange[]): FrameSet {
  const problem = problemOfRanges(ranges);
  return problem === undefined
    ? FrameSet.ofRanges(ranges)
    : new FrameText(text).refuse(0, `expected ${problem}`);
}
