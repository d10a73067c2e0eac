import { type FrameRange, highestOf, lowestOf, partOf, writtenRanges } from './frame-range.js';
import { RangeIndex } from './range-index.js';
import { type Positions, sharedPositions } from './shared-positions.js';

/** Bounds of {@link distinctRanges}. */
export interface DistinctBounds {
  /** Most ranges of the result. */
  readonly maxRanges: number;
  /** Called, and never returned from, where more are needed. */
  readonly tooMany: () => never;
}

/** Comparisons of two ranges before a text counts as too entangled; about a second's work. */
const MOST_COMPARISONS = 5_000_000;

/**
 * Leaves out every frame that an earlier range has named, so that each is kept once, at its first place.
 *
 * Where r ranges have disjoint spans this takes O(r log r). Others are compared pair by pair with those before them that
 * share their span; what is left of a range is counted before it is made.
 */
export function distinctRanges(ranges: readonly FrameRange[], bounds: DistinctBounds): FrameRange[] {
  if (haveDisjointSpans(ranges)) return [...ranges];
  const index = new RangeIndex(ranges);
  const kept: FrameRange[] = [];
  let comparisons = 0;

  ranges.forEach((range, place) => {
    const earlier: FrameRange[] = [];
    const isRepeated = index.visit(lowestOf(range), highestOf(range), (other, otherPlace) => {
      comparisons += 1;
      if (comparisons > MOST_COMPARISONS) bounds.tooMany();
      if (otherPlace >= place) return false;
      earlier.push(other);
      return sharedPositions(range, other)?.count === range.count;
    });
    if (isRepeated) return;
    let left: FrameRange[] = [range];
    for (const other of inOrderOfSharing(range, earlier)) {
      comparisons += left.length;
      if (comparisons > MOST_COMPARISONS) bounds.tooMany();
      const whole = left;
      left = [];
      for (const part of whole) {
        const shared = sharedPositions(part, other);
        if (kept.length + left.length + mostPieces(shared) > bounds.maxRanges) bounds.tooMany();
        if (shared === undefined) left.push(part);
        else pushRest(left, part, shared);
      }
    }
    for (const part of left) kept.push(part);
  });
  return kept;
}

function haveDisjointSpans(ranges: readonly FrameRange[]): boolean {
  const sorted = ranges.toSorted((a, b) => lowestOf(a) - lowestOf(b));
  return sorted.every((range, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || highestOf(previous) < lowestOf(range);
  });
}

/** Those that take most out first: two halves leave one even rest, where a thin one first would leave shreds. */
function inOrderOfSharing(range: FrameRange, others: readonly FrameRange[]): FrameRange[] {
  return others
    .map((other) => ({ other, stride: sharedPositions(range, other)?.stride }))
    .filter(({ stride }) => stride !== undefined)
    .sort((a, b) => (a.stride as number) - (b.stride as number))
    .map(({ other }) => other);
}

/** Into how many pieces a range can fall that loses these positions. */
function mostPieces(lost: Positions | undefined): number {
  if (lost === undefined) return 1;
  if (lost.stride < 3) return 3;
  return 2 + (lost.count - 1) * writtenRanges(lost.stride - 1);
}

/** Adds what a range keeps without some of its positions: a piece before, between each two and after them. */
function pushRest(left: FrameRange[], range: FrameRange, { first, stride, count }: Positions): void {
  const end = first + (count - 1) * stride + 1;
  if (first > 0) left.push(partOf(range, 0, first));
  if (stride === 2) left.push(partOf(range, first + 1, count - 1, 2));
  for (let start = first + 1; stride > 2 && start < end; start += stride) {
    left.push(partOf(range, start, stride - 1));
  }
  if (end < range.count) left.push(partOf(range, end, range.count - end));
}
