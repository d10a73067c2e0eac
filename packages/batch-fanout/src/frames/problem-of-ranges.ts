import { canonicalRanges } from './canonical-ranges.js';
import { type FrameRange, MAX_RANGES } from './frame-range.js';

/** What a frame set would need of these ranges, where it cannot be made of them. */
export function problemOfRanges(ranges: readonly FrameRange[]): string | undefined {
  const size = sizeOf(ranges);
  if (size === 0) return 'at least one frame';
  if (!Number.isSafeInteger(size)) return `at most ${Number.MAX_SAFE_INTEGER} frames`;
  const mayBeMany = 2 * ranges.length > MAX_RANGES;
  return mayBeMany && canonicalRanges(ranges).length > MAX_RANGES
    ? `frames in at most ${MAX_RANGES} ranges`
    : undefined;
}

/** How many frames ranges hold. */
export function sizeOf(ranges: readonly FrameRange[]): number {
  let size = 0;
  for (const range of ranges) size += range.count;
  return size;
}
