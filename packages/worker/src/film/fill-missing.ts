import type { Settings } from '../settings/settings.js';
import type { Storage } from '../storage/storage.js';
import { findMissing } from './find-missing.js';
import { incompleteFilm } from './incomplete-film.js';
import { type Fill, planFills } from './plan-fills.js';

/**
 * Looks which frames are there, and decides what is shown for those that are not.
 *
 * @param pieces - The needed ones in ascending order, in pieces between which there are others that are not needed.
 * @param adviceOnNone - What to do where there is none at all. @defaultValue to render them again
 * @throws WorkerError with exit code 65 naming the missing ones, if none may be or all are.
 */
export async function fillMissing(
  storage: Storage,
  pieces: readonly (readonly number[])[],
  { job, frameFormat, onMissingFrames }: Settings,
  adviceOnNone?: string,
): Promise<ReadonlyMap<number, Fill>> {
  const frames = pieces.flat();
  const missing = await findMissing(storage, frames, frameFormat);
  if (missing.length === 0) return new Map();
  if (onMissingFrames === 'fail' || missing.length === frames.length)
    throw incompleteFilm(
      storage,
      'missing',
      missing,
      job.plan.frames.size,
      missing.length === frames.length ? adviceOnNone : undefined,
    );
  return planFills(pieces, new Set(missing), onMissingFrames);
}
