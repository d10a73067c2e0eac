import type { Settings } from '../settings/settings.js';
import type { Storage } from '../storage/storage.js';
import { findMissing } from './find-missing.js';
import { incompleteFilm } from './incomplete-film.js';
import { type Fill, planFills } from './plan-fills.js';

/** The frames of a film, and which of them have to be there. */
export interface NeededFrames {
  /** All of the film's, in ascending order. */
  readonly frames: readonly number[];
  /** Those that have to be there, in pieces between which there are others, which segments show. */
  readonly pieces: readonly (readonly number[])[];
  /** Those that a renderer has failed: where segments stand for frames, no other one may be filled. */
  readonly failed: ReadonlySet<number>;
  /** What to do where all are missing that have to be there. @defaultValue to render them again */
  readonly adviceOnNone?: string | undefined;
}

/**
 * Looks which frames are there, and decides what is shown for those that are not.
 *
 * @throws WorkerError with exit code 65 naming the missing ones, if none may be or all are.
 */
export async function fillMissing(
  storage: Storage,
  { frames, pieces, failed, adviceOnNone }: NeededFrames,
  { job, frameFormat, onMissingFrames, keepFrames }: Settings,
): Promise<ReadonlyMap<number, Fill>> {
  const needed = pieces.flat();
  const missing = await findMissing(storage, needed, frameFormat);
  if (missing.length === 0) return new Map();
  const areNone = missing.length === needed.length;
  // A frame whose segment was lost can be rendered.
  const mayBeFilled = keepFrames
    ? !areNone
    : missing.length < frames.length && missing.every((frame) => failed.has(frame));
  if (onMissingFrames === 'fail' || !mayBeFilled) {
    const advice = areNone ? adviceOnNone : undefined;
    throw incompleteFilm(storage, 'missing', missing, job.plan.frames.size, advice);
  }
  return planFills(frames, pieces, new Set(missing), onMissingFrames);
}
