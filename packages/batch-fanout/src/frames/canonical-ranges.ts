import { type FrameRange, lastOf } from './frame-range.js';

/**
 * The one way to write a sequence of frames as ranges: read from left to right, each maximal run of three or more
 * frames in equal steps is a range, everything else stands alone. Takes O(r) for r ranges, however long they are.
 */
export function canonicalRanges(ranges: readonly FrameRange[]): FrameRange[] {
  const canonical: FrameRange[] = [];
  let run: FrameRange | undefined;

  const close = () => {
    if (run === undefined) return;
    if (run.count === 2) canonical.push(single(run.first), single(lastOf(run)));
    else canonical.push(run);
    run = undefined;
  };

  for (const range of ranges) {
    let taken = 0;
    while (taken < range.count) {
      const frame = range.first + range.step * taken;
      if (run === undefined) {
        run = single(frame);
        taken += 1;
      } else if (run.count === 1) {
        run = { first: run.first, step: frame - run.first, count: 2 };
        taken += 1;
      } else if (frame === lastOf(run) + run.step) {
        const joined: number = run.step === range.step ? range.count - taken : 1;
        run = { ...run, count: run.count + joined };
        taken += joined;
      } else if (run.count === 2) {
        canonical.push(single(run.first));
        run = single(lastOf(run));
      } else {
        close();
      }
    }
  }
  close();
  return canonical;
}

function single(frame: number): FrameRange {
  return { first: frame, step: 1, count: 1 };
}
