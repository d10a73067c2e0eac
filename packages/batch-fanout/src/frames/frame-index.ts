import { type FrameRange, highestOf, lowestOf } from './frame-range.js';

/** Answers whether a frame is in one of many ranges, whose spans may nest and interleave. */
export type FrameIndex = (frame: number) => boolean;

/**
 * Builds an index in O(r log r) that answers in O(log r) plus the spans that could cover the frame.
 *
 * Ranges are sorted by their lowest frame under a heap of highest frames, so that whole subtrees that end before
 * the frame are passed over.
 */
export function frameIndex(ranges: readonly FrameRange[]): FrameIndex {
  const sorted = [...ranges].sort((a, b) => lowestOf(a) - lowestOf(b));
  const leaves = 2 ** Math.ceil(Math.log2(Math.max(1, sorted.length)));
  const highest = new Float64Array(2 * leaves).fill(Number.NEGATIVE_INFINITY);
  sorted.forEach((range, index) => {
    highest[leaves + index] = highestOf(range);
  });
  for (let node = leaves - 1; node > 0; node -= 1) {
    highest[node] = Math.max(highest[2 * node] as number, highest[2 * node + 1] as number);
  }

  const search = (node: number, from: number, to: number, frame: number): boolean => {
    const firstRange = sorted[from];
    if (firstRange === undefined || lowestOf(firstRange) > frame || (highest[node] as number) < frame)
      return false;
    if (from === to) return (frame - firstRange.first) % firstRange.step === 0;
    const middle = (from + to) >> 1;
    return search(2 * node, from, middle, frame) || search(2 * node + 1, middle + 1, to, frame);
  };
  return (frame) => search(1, 0, leaves - 1, frame);
}
