import type { Storage } from '../storage/storage.js';
import { frameKey } from './frame-key.js';

/** Frames that are not there; whether the others are whole, reading them finds out. */
export async function findMissing(
  storage: Storage,
  frames: readonly number[],
  format: string,
): Promise<number[]> {
  const existing = await storage.findExisting(frames.map((frame) => frameKey(frame, format)));
  return frames.filter((frame) => !existing.has(frameKey(frame, format)));
}
