import type { OnMissingFrames } from '../settings/on-missing-frames.js';

/** What is shown in the place of a frame that is missing: another frame, or a slate with its number. */
export type Fill = number | 'slate';

/**
 * Decides what is shown for each frame that is missing: with `hold` the one before it, or after it where none is before.
 * Pure.
 *
 * @param frames - All frames of the film in ascending order.
 * @param pieces - Those that are encoded, in pieces between which there are others. A neighbour is of the same piece unless all
 *   of that is missing.
 * @param missing - Those that are not there; never all of them.
 */
export function planFills(
  frames: readonly number[],
  pieces: readonly (readonly number[])[],
  missing: ReadonlySet<number>,
  how: Exclude<OnMissingFrames, 'fail'>,
): Map<number, Fill> {
  const neighbours = new Map([frames, ...pieces].flatMap((some) => [...holdWithin(some, missing)]));
  return how === 'hold' ? neighbours : new Map([...neighbours.keys()].map((frame) => [frame, 'slate']));
}

/** The neighbour of each missing frame; none where all are missing. */
function holdWithin(frames: readonly number[], missing: ReadonlySet<number>): Map<number, number> {
  const neighbours = new Map<number, number>();
  let neighbour = frames.find((frame) => !missing.has(frame));
  if (neighbour === undefined) return neighbours;
  for (const frame of frames) {
    if (missing.has(frame)) neighbours.set(frame, neighbour);
    else neighbour = frame;
  }
  return neighbours;
}
