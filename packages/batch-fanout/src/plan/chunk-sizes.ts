import { FanoutError } from '../errors.js';

/** So many chunks of so many frames each. */
export interface ChunkSizeRun {
  readonly chunks: number;
  readonly frames: number;
}

/** Reads `100*30,8*5`: a hundred chunks of 30 frames, then eight of 5. A plain `30` is one chunk. */
export function parseChunkSizes(text: string): ChunkSizeRun[] {
  return text.split(',').map((run) => {
    const [, chunks = '1', frames = ''] = /^(?:([0-9]+)\*)?([0-9]+)$/.exec(run) ?? [];
    const parsed = { chunks: Number(chunks), frames: Number(frames) };
    if (!isPositive(parsed.chunks) || !isPositive(parsed.frames)) {
      throw new FanoutError(
        'INVALID_OPTION',
        `chunkSizes '${text}' has the run '${run}', but a run is CHUNKS*FRAMES or FRAMES with positive whole numbers, such as 100*30,8*5.`,
      );
    }
    return parsed;
  });
}

/** Adds up how many chunks and frames the runs stand for. */
export function totalOf(runs: readonly ChunkSizeRun[]): ChunkSizeRun {
  return runs.reduce(
    (total, run) => ({ chunks: total.chunks + run.chunks, frames: total.frames + run.chunks * run.frames }),
    { chunks: 0, frames: 0 },
  );
}

/** Where a chunk starts and how many frames it has; O(runs). */
export function locateChunk(runs: readonly ChunkSizeRun[], chunk: number): { start: number; size: number } {
  let start = 0;
  let left = chunk;
  for (const run of runs) {
    if (left < run.chunks) return { start: start + left * run.frames, size: run.frames };
    left -= run.chunks;
    start += run.chunks * run.frames;
  }
  throw new RangeError(`chunk ${chunk} is outside the chunk sizes`);
}

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
