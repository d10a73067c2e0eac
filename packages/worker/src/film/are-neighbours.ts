import type { FrameRange, FrameSet } from '@render/batch-fanout/planning';

/** Whether no frame of the film that the chunk lacks lies among the chunk's, so that they can be shown as one piece. */
export function areNeighbours(chunk: FrameSet, film: FrameSet): boolean {
  const between = film.ranges.reduce(
    (sum, range) => sum + countWithin(range, chunk.lowest, chunk.highest),
    0,
  );
  return between === chunk.size;
}

/** How many frames of a range lie from `lowest` to `highest`, both included. */
function countWithin({ first, step, count }: FrameRange, lowest: number, highest: number): number {
  const last = first + step * (count - 1);
  const [start, end, distance] = [Math.min(first, last), Math.max(first, last), Math.abs(step)];
  if (end < lowest || start > highest) return 0;
  const from = Math.max(0, Math.ceil((lowest - start) / distance));
  const to = Math.min(count - 1, Math.floor((highest - start) / distance));
  return Math.max(0, to - from + 1);
}
