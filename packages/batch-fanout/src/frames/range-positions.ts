import type { FrameRange } from './frame-range.js';

/** Where ranges begin in their common order, 0-based. Built in O(r). */
export class RangePositions {
  readonly #starts: readonly number[];

  constructor(ranges: readonly FrameRange[]) {
    let next = 0;
    this.#starts = ranges.map((range) => {
      const start = next;
      next += range.count;
      return start;
    });
  }

  /** The position of a range's first frame. */
  startOf(index: number): number {
    return this.#starts[index] as number;
  }

  /** Which range holds a position that is known to be in bounds; O(log r). */
  indexAt(position: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.startOf(middle) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
