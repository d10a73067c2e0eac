import type { OnMissingFrames } from '../settings/on-missing-frames.js';

/** What is shown in the place of a frame that is missing: another frame, or a slate with its number. */
export type Fill = number | 'slate';

/**
 * Decides what is shown for each frame that is missing: with `hold` the one before it, or after it where none is before.
 * Pure.
 *
 * @param frames - All frames in ascending order.
 * @param missing - Those that are not there; never all of them.
 */
export function planFills(
  frames: readonly number[],
  missing: ReadonlySet<number>,
  how: Exclude<OnMissingFrames, 'fail'>,
): Map<number, Fill> {
  const fills = new Map<number, Fill>();
  let neighbour = frames.find((frame) => !missing.has(frame)) as number;
  for (const frame of frames) {
    if (!missing.has(frame)) neighbour = frame;
    else fills.set(frame, how === 'slate' ? 'slate' : neighbour);
  }
  return fills;
}
