import { type FanoutPlan, framesOfChunk, parseFrameSet } from '@render/batch-fanout/planning';
import pMap from 'p-map';
import type { Storage } from '../storage/storage.js';
import { type ChunkRecord, readChunkRecord } from './chunk-record.js';
import type { KnownChunk } from './plan-video.js';

/** Records that are read at once. */
const READS = 32;

/** What the children of a run have recorded. */
export interface KnownChunks {
  /** The chunks of the run's first plan. */
  readonly chunks: readonly KnownChunk[];
  /** Every record, of repairs too. */
  readonly records: readonly ChunkRecord[];
  /** Frames that a renderer has failed twice, as its child has recorded. */
  readonly failed: ReadonlySet<number>;
}

/** Reads what the children of a run have recorded, of its first plan and of its repairs. */
export async function readKnownChunks(storage: Storage, plan: FanoutPlan): Promise<KnownChunks> {
  const repairs = await readRepairs(storage);
  // A segment of before a repair shows what that replaced.
  const repaired = new Set(repairs.flatMap(({ frames }) => framesIn(frames)));
  const numbers = Array.from({ length: plan.chunkCount }, (_, chunk) => chunk);
  const chunks = await pMap(
    numbers,
    async (chunk) => {
      const frames = framesOfChunk(plan, chunk);
      const ascending = [...frames].sort((a, b) => a - b);
      return {
        chunk,
        frames: ascending,
        text: frames.toString(),
        record: await readChunkRecord(storage, { generation: 0, chunk }),
        isRepaired: ascending.some((frame) => repaired.has(frame)),
      };
    },
    { concurrency: READS },
  );
  const records = [...chunks.flatMap(({ record }) => record ?? []), ...repairs];
  // A record that somebody has cut down may lack it.
  const failed = new Set(records.flatMap(({ missing }) => (missing ? framesIn(missing) : [])));
  return { chunks, records, failed };
}

async function readRepairs(storage: Storage): Promise<ChunkRecord[]> {
  const keys = await storage.list('chunks/g');
  const jobs = keys.flatMap((key) => {
    const [, generation, chunk] = /^chunks\/g([1-9][0-9]*)-chunk-([0-9]+)\.json$/.exec(key) ?? [];
    return generation === undefined ? [] : [{ generation: Number(generation), chunk: Number(chunk) }];
  });
  const records = await pMap(jobs, (job) => readChunkRecord(storage, job), { concurrency: READS });
  return records.flatMap((record) => record ?? []);
}

/** A frame set writes itself in OpenCue's dialect where OpenJD's could not keep its order. */
function framesIn(text: string): number[] {
  return [...parseFrameSet(text, { dialect: text.includes('x') ? 'opencue' : 'openjd' })];
}
