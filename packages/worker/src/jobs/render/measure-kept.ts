import { frameKey } from '../../film/frame-key.js';
import type { FrameKeeper } from '../../film/keep-frame.js';
import type { Settings } from '../../settings/settings.js';
import type { Storage } from '../../storage/storage.js';
import type { Chunk } from './chunk.js';

/** An earlier attempt's frames say how large the others must be, and what the record tells compile. */
export async function measureKept(
  storage: Storage,
  keeper: FrameKeeper,
  { frameFormat }: Settings,
  { frames, missing }: Chunk,
): Promise<void> {
  const absent = new Set(missing);
  for (const frame of frames) {
    if (absent.has(frame)) continue;
    const data = await storage.get(frameKey(frame, frameFormat));
    return data === undefined ? undefined : keeper.measure(frame, data);
  }
}
