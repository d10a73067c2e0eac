import type { FrameSet } from '@render/batch-fanout/planning';
import type { Settings } from '../environment.js';
import type { Storage } from '../storage/storage.js';

/** What a child did. */
export interface ChunkWork {
  readonly state: 'done' | 'stopped';
  /** The chunk's frames, rendered now or before. */
  readonly frames: FrameSet;
  /** Digest of what changes pictures, from run.json. */
  readonly pictureDigest: string;
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
    pictureDigest: work.pictureDigest,
    node: process.version,
  };
  await storage.put(recordKey(settings), `${JSON.stringify(record, null, 2)}\n`);
}

/** Whether an earlier attempt has recorded just this chunk of this film as done. */
export async function isRecordedAsDone(
  storage: Storage,
  settings: Settings,
  work: Pick<ChunkWork, 'frames' | 'pictureDigest'>,
): Promise<boolean> {
  const data = await storage.get(recordKey(settings));
  const text = data === undefined ? '' : Buffer.from(data).toString();
  const facts = { state: 'done', frames: work.frames.toString(), pictureDigest: work.pictureDigest };
  return Object.entries(facts).every(([name, value]) => text.includes(`"${name}": ${JSON.stringify(value)}`));
}

function recordKey({ job }: Settings): string {
  return `chunks/g${job.generation}-chunk-${String(job.chunk).padStart(5, '0')}.json`;
}
