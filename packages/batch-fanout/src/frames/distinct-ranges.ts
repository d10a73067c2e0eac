import { type FrameRange, highestOf, lowestOf, MAX_RANGES, partOf, writtenRanges } from './frame-range.js';
import { RangeIndex } from './range-index.js';
import { type Positions, sharedPositions } from './shared-positions.js';

/** Called, and never returned from, where {@link distinctRanges} gives up. */
export interface GivingUp {
  /** The result would have more than `MAX_RANGES` ranges. */
  readonly tooMany: () => never;
  /** Too many ranges share their spans. */
  readonly tooTangled: () => never;
}

/** Up to so many frames are looked at one by one, which is exact however they are tangled. */
const MOST_LISTED = 1_000_000;
/** Comparisons of two ranges before a longer text counts as too tangled; about a second's work. */
const MOST_COMPARISONS = 10_000_000;

/**
 * Leaves out every frame that an earlier range has named, so that each is kept once, at its first place.
 *
 * Where r ranges have disjoint spans this takes O(r log r). Up to a million frames are listed; longer ranges are compared
 * pair by pair with those before them that share their span, and what is left of a range is counted before it is made.
 */
export function distinctRanges(ranges: readonly FrameRange[], givingUp: GivingUp): FrameRange[] {
  if (haveDisjointSpans(ranges)) return [...ranges];
  const frames = ranges.reduce((sum, { count }) => sum + count, 0);
  return frames <= MOST_LISTED ? listedOnce(ranges) : new Untangling(ranges, givingUp).run();
}

function haveDisjointSpans(ranges: readonly FrameRange[]): boolean {
  const sorted = ranges.toSorted((a, b) => lowestOf(a) - lowestOf(b));
  return sorted.every((range, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || highestOf(previous) < lowestOf(range);
  });
}

/** The frames of all ranges one by one, each at its first place. */
export function listedOnce(ranges: readonly FrameRange[]): FrameRange[] {
  const frames = new Set<number>();
  for (const { first, step, count } of ranges) {
    for (let taken = 0; taken < count; taken += 1) frames.add(first + step * taken);
  }
  return Array.from(frames, (first) => ({ first, step: 1, count: 1 }));
}

/** An earlier range, and how far apart the positions are that it takes out. */
interface Sharing {
  readonly other: FrameRange;
  readonly stride: number;
}

/** Takes earlier ranges out of later ones by arithmetic, with a bound on how long that may take. */
class Untangling {
  readonly #ranges: readonly FrameRange[];
  readonly #index: RangeIndex;
  readonly #givingUp: GivingUp;
  #comparisons = 0;
  #kept: FrameRange[] = [];

  constructor(ranges: readonly FrameRange[], givingUp: GivingUp) {
    this.#ranges = ranges;
    this.#index = new RangeIndex(ranges);
    this.#givingUp = givingUp;
  }

  run(): FrameRange[] {
    this.#ranges.forEach((range, place) => {
      let left: FrameRange[] = [range];
      for (const { other } of this.#sharingBefore(place)) left = this.#without(left, other);
      for (const part of left) this.#kept.push(part);
    });
    return this.#kept;
  }

  /** Those that take most out first: two halves leave one even rest, where a thin one first would leave shreds. */
  #sharingBefore(place: number): Sharing[] {
    const range = this.#ranges[place] as FrameRange;
    const sharing: Sharing[] = [];
    this.#index.visit(lowestOf(range), highestOf(range), (other, otherPlace) => {
      this.#count(1);
      if (otherPlace >= place) return false;
      const shared = sharedPositions(range, other);
      if (shared !== undefined) sharing.push({ other, stride: shared.stride });
      return shared?.count === range.count;
    });
    return sharing.sort((a, b) => a.stride - b.stride);
  }

  #without(parts: readonly FrameRange[], other: FrameRange): FrameRange[] {
    this.#count(parts.length);
    const left: FrameRange[] = [];
    for (const part of parts) {
      const lost = sharedPositions(part, other);
      if (this.#kept.length + left.length + mostPieces(lost) > MAX_RANGES) this.#givingUp.tooMany();
      if (lost === undefined) left.push(part);
      else pushRest(left, part, lost);
    }
    return left;
  }

  #count(comparisons: number): void {
    this.#comparisons += comparisons;
    if (this.#comparisons > MOST_COMPARISONS) this.#givingUp.tooTangled();
  }
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
