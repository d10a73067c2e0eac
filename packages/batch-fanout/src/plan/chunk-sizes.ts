import { FanoutError } from '../errors.js';
import { quote } from '../quote.js';

/** The sizes of all chunks, kept as runs of equal ones: `100*30,8*5` is a hundred chunks of 30 frames, then eight of 5. */
export class ChunkSizes {
  /** How many chunks. */
  readonly chunks: number;
  /** How many frames in all. */
  readonly frames: number;
  /** Frames of the largest chunk. */
  readonly largest: number;
  readonly #runs: readonly Run[];

  /** @param runs - At least one; neighbours of equal size are joined. */
  private constructor(runs: readonly SizeRun[]) {
    const placed: Run[] = [];
    let [chunks, frames, largest] = [0, 0, 0];
    for (const run of runs) {
      const previous = placed.at(-1);
      if (previous?.size === run.size) previous.chunks += run.chunks;
      else placed.push({ ...run, firstChunk: chunks, firstFrame: frames });
      chunks += run.chunks;
      frames += run.chunks * run.size;
      largest = Math.max(largest, run.size);
    }
    this.chunks = chunks;
    this.frames = frames;
    this.largest = largest;
    this.#runs = placed;
  }

  /**
   * Reads run-length text; a plain `30` is one chunk.
   *
   * @throws {@link FanoutError} `INVALID_OPTION` naming the run that is none.
   */
  static parse(text: string): ChunkSizes {
    if (typeof text !== 'string')
      throw new FanoutError('INVALID_OPTION', `chunkSizes is ${JSON.stringify(text)}, ${RULE}`);
    return new ChunkSizes(
      text.split(',').map((run) => {
        const [, chunks = '1', size = ''] = /^(?:([0-9]+)\*)?([0-9]+)$/.exec(run) ?? [];
        const parsed = { chunks: Number(chunks), size: Number(size) };
        if (isPositive(parsed.chunks) && isPositive(parsed.size)) return parsed;
        throw new FanoutError(
          'INVALID_OPTION',
          `chunkSizes ${quote(text)} has the run ${quote(run)}, ${RULE}`,
        );
      }),
    );
  }

  /** Where a chunk starts and how many frames it has; O(log runs). */
  locate(chunk: number): { start: number; size: number } {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle] as Run).firstChunk <= chunk) low = middle;
      else high = middle - 1;
    }
    const { size, firstChunk, firstFrame } = this.#runs[low] as Run;
    return { start: firstFrame + (chunk - firstChunk) * size, size };
  }

  /** The runs in order. */
  get runs(): readonly SizeRun[] {
    return this.#runs;
  }

  /** The one text for these sizes. */
  toString(): string {
    return this.#runs
      .map(({ chunks, size }) => (chunks === 1 ? String(size) : `${chunks}*${size}`))
      .join(',');
  }
}

/** So many chunks of so many frames each. */
export interface SizeRun {
  readonly chunks: number;
  readonly size: number;
}

interface Run {
  chunks: number;
  readonly size: number;
  readonly firstChunk: number;
  readonly firstFrame: number;
}

const RULE = 'but a run is CHUNKS*FRAMES or FRAMES with positive whole numbers, such as 100*30,8*5.';

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
