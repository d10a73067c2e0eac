import type { Settings } from '../settings/settings.js';
import { formatJson, parseJson } from '../storage/json.js';
import type { Storage } from '../storage/storage.js';

/** What a child did, as `chunks/g<generation>-chunk-<number>.json` tells people and later steps. */
export interface ChunkRecord {
  /** `stopped`: it was asked to stop before all frames were there. */
  readonly state: 'done' | 'stopped';
  readonly generation: number;
  readonly chunk: number;
  /** The chunk's frames, rendered now or before, as text in rendering order. */
  readonly frames: string;
  /** Those of them that failed twice and are left out, as text; null where none is. */
  readonly missing: string | null;
  /** How many of them this attempt rendered. */
  readonly rendered: number;
  readonly secondsPerFrame: number | null;
  readonly attempt: number;
  /** Digest of what changes pictures, from run.json. */
  readonly pictureDigest: string;
  /** Size of the frames that were rendered, in pixels; null where none was. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** The chunk as a video; null where it has none. */
  readonly segment: SegmentRecord | null;
  /** Why it has none although it should; null otherwise. */
  readonly segmentProblem: string | null;
  /** Version of Node. */
  readonly node: string;
}

/** A chunk that is encoded as a video. */
export interface SegmentRecord {
  readonly key: string;
  readonly bytes: number;
  /** Checksum of its bytes. */
  readonly crc32: number;
  /** Digest of what changes the video beside its pictures. */
  readonly videoDigest: string;
  /** Version of the ffmpeg that made it. */
  readonly ffmpeg: string;
}

/** Writes a child's record. */
export async function writeChunkRecord(storage: Storage, record: ChunkRecord): Promise<void> {
  await storage.put(recordKey(record), formatJson(record));
}

/** Writes a child's record where there is none yet. */
export async function createChunkRecord(storage: Storage, record: ChunkRecord): Promise<void> {
  await storage.create(recordKey(record), formatJson(record));
}

/** Reads a child's record; undefined where there is none that can be read. */
export async function readChunkRecord(
  storage: Storage,
  job: Pick<ChunkRecord, 'generation' | 'chunk'>,
): Promise<ChunkRecord | undefined> {
  const key = recordKey(job);
  const data = await storage.get(key);
  if (data === undefined) return undefined;
  try {
    return parseJson<ChunkRecord>(data, key);
  } catch {
    // It is written again by whoever needs it.
    return undefined;
  }
}

/** The record of an attempt, from what it knows when it ends. */
export function describeChunk(
  { job, attempt }: Settings,
  work: Pick<
    ChunkRecord,
    'state' | 'frames' | 'missing' | 'pictureDigest' | 'size' | 'segment' | 'segmentProblem'
  > & {
    /** Seconds of each frame that this attempt rendered. */
    readonly seconds: readonly number[];
  },
): ChunkRecord {
  const { seconds, ...known } = work;
  const total = seconds.reduce((sum, each) => sum + each, 0);
  return {
    ...known,
    generation: job.generation,
    chunk: job.chunk,
    rendered: seconds.length,
    secondsPerFrame: seconds.length === 0 ? null : Number((total / seconds.length).toFixed(4)),
    attempt,
    node: process.version,
  };
}

function recordKey({ generation, chunk }: Pick<ChunkRecord, 'generation' | 'chunk'>): string {
  return `chunks/g${generation}-chunk-${String(chunk).padStart(5, '0')}.json`;
}
