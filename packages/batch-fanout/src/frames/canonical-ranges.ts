import { type FrameRange, lastOf } from './frame-range.js';

/**
 * The one way to write a sequence of frames as ranges: read from left to right, each maximal run of three or more
 * frames in equal steps is a range, everything else stands alone. Takes O(r) for r ranges, however long they are.
 */
export function canonicalRanges(ranges: readonly FrameRange[]): readonly FrameRange[] {
  const [only] = ranges;
  if (ranges.length === 1 && only !== undefined && only.count > 2) return ranges;

  const canonical: FrameRange[] = [];
  let run: FrameRange | undefined;

  const close = () => {
    if (run?.count === 2) canonical.push(single(run.first), single(lastOf(run)));
    else if (run !== undefined) canonical.push(run);
  };

  for (const range of ranges) {
    let taken = 0;
    while (taken < range.count) {
      const frame = range.first + range.step * taken;
      const joined = run === undefined ? undefined : joinedWith(run, frame, range, taken);
      if (run === undefined) {
        run = single(frame);
        taken += 1;
      } else if (joined !== undefined) {
        taken += joined.count - run.count;
        run = joined;
      } else if (run.count === 2) {
        canonical.push(single(run.first));
        run = single(lastOf(run));
      } else {
        close();
        run = undefined;
      }
    }
  }
  close();
  return canonical;
}

/** A run with a range's next frame, or all that are left of it; undefined where they do not fit. */
function joinedWith(
  run: FrameRange,
  frame: number,
  range: FrameRange,
  taken: number,
): FrameRange | undefined {
  const step = run.count === 1 ? frame - run.first : run.step;
  if (frame !== lastOf(run) + step) return undefined;
  const joining = run.count > 1 && step === range.step ? range.count - taken : 1;
  const joined = { first: run.first, step, count: run.count + joining };
  return Number.isSafeInteger(lastOf(joined) - joined.first) ? joined : undefined;
}

function single(frame: number): FrameRange {
  return { first: frame, step: 1, count: 1 };
}
