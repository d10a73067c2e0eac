import type { FrameSet } from '@render/batch-fanout/planning';
import type { Settings } from '../environment.js';
import type { Storage } from '../storage/storage.js';
import { pictureDigest, pictureSettings } from './picture-settings.js';

/** What a child did. */
export interface ChunkWork {
  readonly state: 'done' | 'stopped';
  /** The chunk's frames, rendered now or before. */
  readonly frames: FrameSet;
  /** Seconds of each frame that this attempt rendered. */
  readonly seconds: readonly number[];
}

/** Writes `chunks/g<generation>-chunk-<number>.json`, which tells people and later steps what a child did. */
export async function writeChunkRecord(storage: Storage, settings: Settings, work: ChunkWork): Promise<void> {
  const { generation, chunk } = settings.job;
  const total = work.seconds.reduce((sum, seconds) => sum + seconds, 0);
  const record = {
    state: work.state,
    generation,
    chunk,
    frames: work.frames.toString(),
    rendered: work.seconds.length,
    secondsPerFrame: work.seconds.length === 0 ? null : Number((total / work.seconds.length).toFixed(4)),
    attempt: settings.attempt,
    pictureDigest: pictureDigest(pictureSettings(settings)),
    node: process.version,
  };
  const name = `g${generation}-chunk-${String(chunk).padStart(5, '0')}`;
  await storage.put(`chunks/${name}.json`, `${JSON.stringify(record, null, 2)}\n`);
}
