import { type FrameRange, highestOf, lastOf, lowestOf } from './frame-range.js';
import { FrameText } from './frame-text.js';

/** Reads an Open Job Description integer range expression as ascending ranges that do not overlap. */
export function readOpenjd(text: string): FrameRange[] {
  const reader = new FrameText(text, { hasBlanks: true });
  const ranges: PlacedRange[] = [];
  do {
    reader.skipBlanks();
    ranges.push({ at: reader.position, ...readRange(reader) });
  } while (reader.take(','));

  ranges.sort((a, b) => a.first - b.first);
  ranges.forEach((range, index) => {
    const previous = ranges[index - 1];
    if (previous === undefined || highestOf(previous) < lowestOf(range)) return;
    const [earlier, later] = previous.at < range.at ? [previous, range] : [range, previous];
    const span = `${earlier.first} to ${lastOf(earlier)}`;
    reader.refuse(later.at, `expected frames outside the range from ${span}, which they overlap,`);
  });
  return ranges.map(({ first, step, count }) => ({ first, step, count }));
}

interface PlacedRange extends FrameRange {
  /** Where the range starts in the text, 0-based. */
  readonly at: number;
}

function readRange(reader: FrameText): FrameRange {
  const start = reader.position;
  const first = reader.takeInteger('a frame number');
  const last = reader.take('-') ? reader.takeInteger('the last frame of the range') : undefined;
  const step = last !== undefined && reader.take(':') ? reader.takeInteger('a step') : 1;
  reader.skipBlanks();
  if (!reader.isBefore(','))
    reader.expected(last === undefined ? `'-', ',' or the end` : `':', ',' or the end`);
  return ascending(reader.checkedRange(start, first, last ?? first, step));
}

/** The same frames from the lowest: an expression names a set. */
function ascending(range: FrameRange): FrameRange {
  return range.step > 0 ? range : { first: lastOf(range), step: -range.step, count: range.count };
}
