import { type FrameRange, highestOf, lowestOf } from './frame-range.js';

/**
 * Finds the ranges whose span meets a given one, among many that may nest and interleave.
 *
 * Built in O(r log r); a visit takes O(log r) for each range that it meets. Ranges are sorted by their lowest frame under a
 * heap of highest frames, so that whole subtrees that end before the span are passed over.
 */
export class RangeIndex {
  readonly #sorted: readonly { readonly range: FrameRange; readonly place: number }[];
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;
  readonly #leaves: number;

  constructor(ranges: readonly FrameRange[]) {
    this.#sorted = ranges
      .map((range, place) => ({ range, place }))
      .sort((a, b) => lowestOf(a.range) - lowestOf(b.range));
    this.#lowest = Float64Array.from(this.#sorted, ({ range }) => lowestOf(range));
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, ranges.length)));
    this.#highest = new Float64Array(2 * this.#leaves).fill(Number.NEGATIVE_INFINITY);
    this.#sorted.forEach(({ range }, index) => {
      this.#highest[this.#leaves + index] = highestOf(range);
    });
    for (let node = this.#leaves - 1; node > 0; node -= 1) {
      this.#highest[node] = Math.max(
        this.#highest[2 * node] as number,
        this.#highest[2 * node + 1] as number,
      );
    }
  }

  /** Shows each range that meets the frames from `lowest` to `highest`, and its place, until one is what was sought. */
  visit(lowest: number, highest: number, isSought: (range: FrameRange, place: number) => boolean): boolean {
    const search = (node: number, from: number, to: number): boolean => {
      const firstLowest = this.#lowest[from];
      if (firstLowest === undefined || firstLowest > highest || (this.#highest[node] as number) < lowest)
        return false;
      if (from === to) {
        const { range, place } = this.#sorted[from] as { range: FrameRange; place: number };
        return isSought(range, place);
      }
      const middle = (from + to) >> 1;
      return search(2 * node, from, middle) || search(2 * node + 1, middle + 1, to);
    };
    return search(1, 0, this.#leaves - 1);
  }
}
