import { FanoutError } from '../errors.js';
import { type FrameRange, lastOf } from './frame-range.js';

/**
 * How a frame set is written.
 *
 * - `openjd`: Open Job Description's integer range expression, `1-10:2,15`; a set, so always ascending.
 * - `opencue`: OpenCue's frame range, `1-10x2,15`; a list, so the order is kept.
 */
export type FrameDialect = 'openjd' | 'opencue';

/** A frame set as JSON. */
export interface FramesAsText {
  /** How the text is written. */
  readonly dialect: FrameDialect;
  /** The frames in that dialect's canonical form. */
  readonly text: string;
}

/** Whether the frames ascend strictly, the only order that OpenJD's expressions can say. */
export function isAscending(ranges: readonly FrameRange[]): boolean {
  return ranges.every((range, index) => {
    const previous = ranges[index - 1];
    return (
      (range.count === 1 || range.step > 0) && (previous === undefined || lastOf(previous) < range.first)
    );
  });
}

/** Writes canonical ranges as text. */
export function formatFrames(ranges: readonly FrameRange[], dialect: FrameDialect): string {
  if (dialect === 'openjd' && !isAscending(ranges)) {
    throw new FanoutError(
      'INVALID_FRAMES',
      `These frames do not ascend, and OpenJD's range expressions are sets without an order; write them with format('opencue').`,
    );
  }
  const stepMark = dialect === 'openjd' ? ':' : 'x';
  return ranges
    .map((range) => {
      if (range.count === 1) return String(range.first);
      const span = `${range.first}-${lastOf(range)}`;
      return range.step === 1 ? span : `${span}${stepMark}${range.step}`;
    })
    .join(',');
}
