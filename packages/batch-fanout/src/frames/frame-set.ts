import { FanoutError } from '../errors.js';
import { show } from '../quote.js';
import { canonicalRanges } from './canonical-ranges.js';
import { type FrameDialect, type FramesAsText, formatFrames, isAscending } from './format-frames.js';
import { type FrameRange, highestOf, lastOf, lowestOf, partOf } from './frame-range.js';
import { problemOfRanges, sizeOf } from './problem-of-ranges.js';
import { RangeIndex } from './range-index.js';
import { RangePositions } from './range-positions.js';

/**
 * An ordered list of distinct frames, kept as ranges: a billion frames in one range take as little room as one frame.
 *
 * Its order is the order of rendering. A frame is a safe integer, may be negative and need not start at 1; a set is
 * never empty. With r ranges, `size` takes O(1), `at` O(log r), `slice` O(r), `has` O(log r) for each span that could
 * cover the frame; the first `at` of a set takes O(r), the first `has` O(r log r).
 *
 * @example
 * ```ts
 * const frames = parseFrameSet('1001-1010:3,2000');
 * frames.size; // 5
 * [...frames]; // [1001, 1004, 1007, 1010, 2000]
 * ```
 */
export class FrameSet implements Iterable<number> {
  /** How many frames, at least 1. */
  readonly size: number;
  /**
   * The frames as ranges in rendering order, read from left to right: each maximal run of three or more frames in equal
   * steps is a range, everything else stands alone. So equal sets have equal ranges, unless a run would span more than
   * the safe integers.
   */
  readonly ranges: readonly FrameRange[];
  #index: RangeIndex | undefined;
  #positions: RangePositions | undefined;

  private constructor(given: readonly FrameRange[]) {
    const ranges = canonicalRanges(given);
    const problem = problemOfRanges(ranges);
    if (problem !== undefined) throw new FanoutError('INVALID_FRAMES', `A frame set needs ${problem}.`);
    this.ranges = ranges;
    this.size = sizeOf(ranges);
  }

  /**
   * The frames from `first` to `last`, both inclusive.
   *
   * @param first - The frame rendered first, a safe integer.
   * @param last - The bound on the other side, a safe integer; the last frame itself where the step meets it.
   * @param step - Distance between frames, not 0; negative to descend.
   * @throws {@link FanoutError} `INVALID_FRAMES` if a number is no safe integer, the step leads away from `last`, or both
   *   are more than 9,007,199,254,740,991 apart.
   * @example
   * ```ts
   * [...FrameSet.range(10, 1, -4)]; // [10, 6, 2]
   * ```
   */
  static range(first: number, last: number, step = 1): FrameSet {
    for (const [name, value] of Object.entries({ first, last, step })) {
      if (!Number.isSafeInteger(value)) {
        throw new FanoutError('INVALID_FRAMES', `${name} is ${show(value)}, but must be a safe integer.`);
      }
    }
    if (step === 0 || Math.sign(last - first) === -Math.sign(step)) {
      throw new FanoutError(
        'INVALID_FRAMES',
        `A range from ${first} to ${last} cannot have the step ${step}; use a ${last < first ? 'negative' : 'positive'} one.`,
      );
    }
    if (!Number.isSafeInteger(last - first)) {
      throw new FanoutError(
        'INVALID_FRAMES',
        `The ends ${first} and ${last} are more than ${Number.MAX_SAFE_INTEGER} apart, the most that is possible.`,
      );
    }
    return new FrameSet([{ first, step, count: Math.floor((last - first) / step) + 1 }]);
  }

  /**
   * The given frames in the given order; a frame that comes again is kept at its first place.
   *
   * @param frames - Safe integers, at least one.
   * @throws {@link FanoutError} `INVALID_FRAMES` if there is none, one is no safe integer, or they need more than 1,000,000
   *   ranges.
   * @example
   * ```ts
   * FrameSet.from([1, 2, 3, 9]).toString(); // '1-3,9'
   * ```
   */
  static from(frames: Iterable<number>): FrameSet {
    const ranges: FrameRange[] = [];
    for (const frame of new Set(frames)) {
      if (!Number.isSafeInteger(frame)) {
        throw new FanoutError('INVALID_FRAMES', `${show(frame)} is no frame; frames are safe integers.`);
      }
      const run = ranges.at(-1);
      if (run !== undefined && frame === lastOf(run) + 1) {
        ranges[ranges.length - 1] = { first: run.first, step: 1, count: run.count + 1 };
      } else ranges.push({ first: frame, step: 1, count: 1 });
    }
    return new FrameSet(ranges);
  }

  /** @internal For parsers and planners, whose ranges are known to be sound and disjoint. */
  static ofRanges(ranges: readonly FrameRange[]): FrameSet {
    return new FrameSet(ranges);
  }

  /** The lowest frame, wherever it stands in the order. */
  get lowest(): number {
    return this.ranges.reduce((lowest, range) => Math.min(lowest, lowestOf(range)), Number.POSITIVE_INFINITY);
  }

  /** The highest frame, wherever it stands in the order. */
  get highest(): number {
    return this.ranges.reduce(
      (highest, range) => Math.max(highest, highestOf(range)),
      Number.NEGATIVE_INFINITY,
    );
  }

  /**
   * The frame at a position.
   *
   * @param position - 0 to `size - 1`.
   * @throws {@link FanoutError} `INVALID_OPTION` if the position is outside these bounds.
   * @example
   * ```ts
   * parseFrameSet('1-10:3').at(2); // 7
   * ```
   */
  at(position: number): number {
    this.#assertPosition('position', position, this.size - 1);
    const index = this.#places.indexAt(position);
    const range = this.ranges[index] as FrameRange;
    return range.first + range.step * (position - this.#places.startOf(index));
  }

  /**
   * The frames at the positions `from` to `to - 1`, in the same order.
   *
   * @param from - First position, 0-based, inclusive.
   * @param to - End position, exclusive, greater than `from` and at most `size`.
   * @throws {@link FanoutError} `INVALID_OPTION` if the positions are outside these bounds.
   * @example
   * ```ts
   * parseFrameSet('1-10').slice(4, 8).toString(); // '5-8'
   * ```
   */
  slice(from: number, to: number): FrameSet {
    this.#assertPosition('from', from, this.size - 1);
    this.#assertPosition('to', to, this.size);
    if (to <= from) {
      throw new FanoutError(
        'INVALID_OPTION',
        `slice(${from}, ${to}) would be empty; 'to' must exceed 'from'.`,
      );
    }
    const slice: FrameRange[] = [];
    for (let index = this.#places.indexAt(from); index < this.ranges.length; index += 1) {
      const range = this.ranges[index] as FrameRange;
      const start = this.#places.startOf(index);
      if (start >= to) break;
      const skipped = Math.max(0, from - start);
      slice.push(partOf(range, skipped, Math.min(range.count, to - start) - skipped));
    }
    return new FrameSet(slice);
  }

  /**
   * @internal The frames at `first`, `first + stride`, `first + 2 * stride` and so on. Takes O(log r) for each range that
   * it touches.
   */
  everyNth(first: number, stride: number): FrameSet {
    const taken: FrameRange[] = [];
    for (let next = first; next < this.size; ) {
      const index = this.#places.indexAt(next);
      const range = this.ranges[index] as FrameRange;
      const skipped = next - this.#places.startOf(index);
      const count = Math.ceil((range.count - skipped) / stride);
      taken.push(partOf(range, skipped, count, stride));
      next += count * stride;
    }
    return new FrameSet(taken);
  }

  /** Whether a frame is in the set. */
  has(frame: number): boolean {
    if (!Number.isSafeInteger(frame)) return false;
    this.#index ??= new RangeIndex(this.ranges);
    return this.#index.visit(frame, frame, (range) => (frame - range.first) % range.step === 0);
  }

  /** The frames in rendering order. */
  *[Symbol.iterator](): IterableIterator<number> {
    for (const range of this.ranges) {
      for (let taken = 0; taken < range.count; taken += 1) yield range.first + range.step * taken;
    }
  }

  /**
   * The one canonical text: each maximal run of three or more frames in equal steps as a range, all else alone.
   *
   * @throws {@link FanoutError} `INVALID_FRAMES` if the frames do not ascend and the dialect is `openjd`.
   * @example
   * ```ts
   * FrameSet.from([1, 2, 4, 6, 8]).format('opencue'); // '1,2-8x2'
   * ```
   */
  format(dialect: FrameDialect): string {
    return formatFrames(this.ranges, dialect);
  }

  /** OpenJD text where the frames ascend, OpenCue text otherwise. */
  toString(): string {
    return this.toJSON().text;
  }

  /** The text of `toString` and the dialect that it is written in. */
  toJSON(): FramesAsText {
    const dialect = isAscending(this.ranges) ? 'openjd' : 'opencue';
    return { dialect, text: this.format(dialect) };
  }

  get #places(): RangePositions {
    this.#positions ??= new RangePositions(this.ranges);
    return this.#positions;
  }

  #assertPosition(name: string, value: number, highest: number): void {
    if (!Number.isSafeInteger(value) || value < 0 || value > highest) {
      throw new FanoutError(
        'INVALID_OPTION',
        `${name} is ${show(value)}, but must be a whole number from 0 to ${highest}.`,
      );
    }
  }
}
