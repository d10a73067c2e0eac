import type { FrameFormat } from '../pictures/frame-format.js';
import { isWholeFrame } from '../pictures/is-whole-frame.js';
import type { Storage } from '../storage/storage.js';
import { BoundedTasks } from './bounded-tasks.js';
import { findMissing } from './find-missing.js';
import { frameKey } from './frame-key.js';

/** Frames that are read at once. */
const READS = 8;

/** Frames that are not there, or not whole; the latter only where something else than a worker wrote them. */
export async function findUnfinished(
  storage: Storage,
  frames: readonly number[],
  format: FrameFormat,
): Promise<number[]> {
  const unfinished = new Set(await findMissing(storage, frames, format));
  const reads = new BoundedTasks(READS);
  for (const frame of frames.filter((each) => !unfinished.has(each))) {
    await reads.add(async () => {
      if (!isWholeFrame(await storage.get(frameKey(frame, format)), format)) unfinished.add(frame);
    });
  }
  await reads.settle();
  return frames.filter((frame) => unfinished.has(frame));
}
