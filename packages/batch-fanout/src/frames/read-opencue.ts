import { canonicalRanges } from './canonical-ranges.js';
import { distinctRanges, listedOnce } from './distinct-ranges.js';
import { type FrameRange, MAX_RANGES, partOf, writtenRanges } from './frame-range.js';
import { FrameText } from './frame-text.js';

/**
 * Reads an OpenCue frame range as ranges in its order, each frame at its first place.
 *
 * A range whose step leads away from its end, and one that leaves out every frame, are refused; OpenCue reads some of
 * them as no frames at all.
 */
export function readOpencue(text: string): FrameRange[] {
  const reader = new FrameText(text, { hasBlanks: false });
  const ranges: FrameRange[] = [];
  const tooMany = (): never => reader.refuse(0, `expected at most ${MAX_RANGES} ranges`);
  const tooTangled = (): never => reader.refuse(0, 'expected ranges that overlap in fewer ways');
  do {
    const part = readPart(reader, ranges.length === 0);
    if (ranges.length + part.rangeCount > MAX_RANGES) tooMany();
    for (const range of part.toRanges()) ranges.push(range);
  } while (reader.take(','));
  return distinctRanges(ranges, { tooMany, tooTangled });
}

/** One part of the list, whose ranges are counted before they are made. */
interface Part {
  readonly rangeCount: number;
  toRanges(): Iterable<FrameRange>;
}

function readPart(reader: FrameText, isFirst: boolean): Part {
  const start = reader.position;
  const first = reader.takeInteger('a frame number');
  if (!reader.take('-')) {
    if (!reader.isBefore(',')) reader.expected(`'-', ',' or the end`);
    return whole({ first, step: 1, count: 1 });
  }
  const last = reader.takeInteger('the last frame of the range');
  const mark = reader.take('xy:');
  const step = mark === undefined ? Math.sign(last - first) || 1 : reader.takeInteger('a step');
  if (!reader.isBefore(',')) reader.expected(mark ? `',' or the end` : `'x', 'y', ':', ',' or the end`);
  const range = reader.checkedRange(start, first, last, step);
  if (mark === 'y')
    return allBut(range, last, () => reader.refuse(start, 'expected a step that leaves frames'));
  return mark === ':' ? staggered(range, last, isFirst) : whole(range);
}

function whole(range: FrameRange): Part {
  return { rangeCount: 1, toRanges: () => [range] };
}

/** `first-lastyN`: the frames between those of `first-lastxN`, in their direction. */
function allBut({ first, step, count }: FrameRange, last: number, refuseEmpty: () => never): Part {
  const direction = Math.sign(step);
  const gap = Math.abs(step) - 1;
  const rest = Math.abs(last - first) - (count - 1) * Math.abs(step);
  if (gap === 0 || (count === 1 && rest === 0)) refuseEmpty();
  const tail = { first: first + (count - 1) * step + direction, step: direction, count: rest };
  if (gap === 1) {
    const all = { first: first + direction, step, count: count - 1 + rest };
    return whole(partOf(all, 0, all.count));
  }
  return {
    rangeCount: (count - 1) * writtenRanges(gap) + writtenRanges(rest),
    *toRanges() {
      for (let index = 0; index < count - 1; index += 1) {
        yield { first: first + index * step + direction, step: direction, count: gap };
      }
      if (rest > 0) yield partOf(tail, 0, rest);
    },
  };
}

/** `first-last:N`: every Nth frame, then from each next frame on every half as many, until the step is 1. */
function staggered({ first, step }: FrameRange, last: number, isFirst: boolean): Part {
  const ranges = phases(first, step, last);
  // Of what comes first nothing is left out, so that it can be counted before it is untangled.
  const rangeCount = isFirst ? fewestRanges(first, step, last) : ranges.length;
  return { rangeCount, toRanges: () => ranges };
}

function phases(first: number, step: number, last: number): FrameRange[] {
  const direction = Math.sign(step);
  const ranges: FrameRange[] = [];
  let from = first;
  for (let stride = step; stride !== 0 && (last - from) * direction >= 0; stride = Math.trunc(stride / 2)) {
    const count = Math.floor((last - from) / stride) + 1;
    ranges.push(partOf({ first: from, step: stride, count }, 0, count));
    from += direction;
  }
  return ranges;
}

/** Frames in the middle of a stagger in which its pattern is seen. */
const SAMPLED = 50_000;

/** At least how many ranges a stagger needs: half of what they grow by from one stretch to a double one; 0 for short ones. */
function fewestRanges(first: number, step: number, last: number): number {
  const frames = Math.abs(last - first) + 1;
  if (frames < 20 * SAMPLED) return 0;
  const all = phases(first, step, last);
  const middle = Math.floor(first / 2 + last / 2);
  const rangesOf = (length: number) =>
    canonicalRanges(listedOnce(all.flatMap((range) => within(range, middle, middle + length - 1)))).length;
  return Math.floor(((rangesOf(2 * SAMPLED) - rangesOf(SAMPLED)) * (frames / SAMPLED)) / 2);
}

/** What of a range lies between two frames, the lower first. */
function within(range: FrameRange, lowest: number, highest: number): FrameRange[] {
  const [nearest, farthest] = range.step > 0 ? [lowest, highest] : [highest, lowest];
  const from = Math.max(0, Math.ceil((nearest - range.first) / range.step));
  const to = Math.min(range.count - 1, Math.floor((farthest - range.first) / range.step));
  return from > to ? [] : [partOf(range, from, to - from + 1)];
}
