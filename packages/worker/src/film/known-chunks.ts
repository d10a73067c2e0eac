import { type FanoutPlan, framesOfChunk, parseFrameSet } from '@render/batch-fanout/planning';
import pMap from 'p-map';
import type { Storage } from '../storage/storage.js';
import type { KnownChunk } from '../video/plan-video.js';
import { readChunkRecord } from './chunk-record.js';

/** Records that are read at once. */
const READS = 32;

/** Reads what the children of a run have recorded, of its first plan and of its repairs. */
export async function readKnownChunks(storage: Storage, plan: FanoutPlan): Promise<KnownChunk[]> {
  const repaired = await readRepairedFrames(storage);
  const numbers = Array.from({ length: plan.chunkCount }, (_, chunk) => chunk);
  return pMap(
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
}

/** The frames that repairs were asked for: a segment of before shows what they replaced. */
async function readRepairedFrames(storage: Storage): Promise<Set<number>> {
  const keys = await storage.list('chunks/g');
  const repairs = keys.flatMap((key) => {
    const [, generation, chunk] = /^chunks\/g([1-9][0-9]*)-chunk-([0-9]+)\.json$/.exec(key) ?? [];
    return generation === undefined ? [] : [{ generation: Number(generation), chunk: Number(chunk) }];
  });
  const records = await pMap(repairs, (job) => readChunkRecord(storage, job), { concurrency: READS });
  return new Set(
    records.flatMap((record) =>
      record === undefined ? [] : [...parseFrameSet(record.frames, dialectOf(record.frames))],
    ),
  );
}

/** A frame set writes itself in OpenCue's dialect where OpenJD's could not keep its order. */
function dialectOf(text: string): { readonly dialect: 'openjd' | 'opencue' } {
  return { dialect: text.includes('x') ? 'opencue' : 'openjd' };
}
