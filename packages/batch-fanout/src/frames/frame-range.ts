/** Most ranges of one frame set, so that none takes more memory than a worker has. */
export const MAX_RANGES = 1_000_000;

/**
 * Frames in equal steps: `first`, `first + step`, … , `count` of them.
 *
 * `count` is at least 1; `step` is never 0, and is negative where the frames descend.
 */
export interface FrameRange {
  /** The frame rendered first. */
  readonly first: number;
  /** Distance from one frame to the next; 1 for a single frame. */
  readonly step: number;
  /** How many frames, at least 1. */
  readonly count: number;
}

/** The frame of a range that is rendered last. */
export function lastOf(range: FrameRange): number {
  return range.first + range.step * (range.count - 1);
}

/** The lowest frame of a range, whichever way it runs. */
export function lowestOf(range: FrameRange): number {
  return Math.min(range.first, lastOf(range));
}

/** The highest frame of a range, whichever way it runs. */
export function highestOf(range: FrameRange): number {
  return Math.max(range.first, lastOf(range));
}

/** `count` of a range's frames from a position on, every `stride`th. */
export function partOf(range: FrameRange, from: number, count: number, stride = 1): FrameRange {
  return { first: range.first + range.step * from, step: count === 1 ? 1 : range.step * stride, count };
}

/** How many ranges a run of so many frames is written as: two frames stand alone, three make a range. */
export function writtenRanges(frames: number): number {
  return Math.min(frames, frames === 2 ? 2 : 1);
}
