import { FanoutError } from '../errors.js';
import { quote, show } from '../quote.js';

/** Neighbouring chunks of equal size. */
export interface EqualChunks {
  /** How many chunks, at least 1. */
  readonly chunks: number;
  /** Frames of each, at least 1. */
  readonly size: number;
}

interface PlacedChunks extends EqualChunks {
  readonly firstChunk: number;
  /** Position of the first frame, 0-based. */
  readonly start: number;
}

/** The sizes of all chunks in order, kept as groups of equal ones: `100*30,8*5` is a hundred chunks of 30 frames, then eight of 5. */
export class ChunkSizes {
  /** The groups in order, neighbours of different size. */
  readonly groups: readonly EqualChunks[];
  /** How many chunks. */
  readonly chunks: number;
  /** How many frames in all. */
  readonly frames: number;
  /** Frames of the largest chunk. */
  readonly largest: number;
  readonly #placed: readonly PlacedChunks[];

  private constructor(given: readonly EqualChunks[]) {
    const groups: EqualChunks[] = [];
    for (const { chunks, size } of given) {
      const previous = groups.at(-1);
      if (previous?.size === size) groups[groups.length - 1] = { chunks: previous.chunks + chunks, size };
      else if (chunks > 0) groups.push({ chunks, size });
    }
    let [firstChunk, start, largest] = [0, 0, 0];
    this.#placed = groups.map((group) => {
      const placed = { ...group, firstChunk, start };
      firstChunk += group.chunks;
      start += group.chunks * group.size;
      largest = Math.max(largest, group.size);
      return placed;
    });
    this.groups = groups;
    this.chunks = firstChunk;
    this.frames = start;
    this.largest = largest;
  }

  /**
   * Reads run-length text; a plain `30` is one chunk.
   *
   * @throws {@link FanoutError} `INVALID_OPTION` naming the part that is wrong.
   */
  static parse(text: string): ChunkSizes {
    if (typeof text !== 'string')
      throw new FanoutError('INVALID_OPTION', `chunkSizes is ${show(text)}, ${RULE}`);
    return new ChunkSizes(
      text.split(',').map((part) => {
        const [, chunks = '1', size = ''] = /^(?:([0-9]+)\*)?([0-9]+)$/.exec(part) ?? [];
        const parsed = { chunks: Number(chunks), size: Number(size) };
        if (isPositive(parsed.chunks) && isPositive(parsed.size)) return parsed;
        throw new FanoutError(
          'INVALID_OPTION',
          `chunkSizes ${quote(text)} has the part ${quote(part)}, ${RULE}`,
        );
      }),
    );
  }

  /** Sizes that differ by at most one, the larger first. */
  static even(frames: number, chunks: number): ChunkSizes {
    const size = Math.floor(frames / chunks);
    const larger = frames % chunks;
    return new ChunkSizes([
      { chunks: larger, size: size + 1 },
      { chunks: chunks - larger, size },
    ]);
  }

  /** Chunks of one size; the last takes the rest. */
  static fixed(frames: number, size: number): ChunkSizes {
    const full = Math.floor(frames / size);
    const rest = frames - full * size;
    return new ChunkSizes([
      { chunks: full, size },
      { chunks: Math.sign(rest), size: rest },
    ]);
  }

  /** Where a chunk starts, as a 0-based position, and how many frames it has; O(log groups). */
  locate(chunk: number): { start: number; size: number } {
    let low = 0;
    let high = this.#placed.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#placed[middle] as PlacedChunks).firstChunk <= chunk) low = middle;
      else high = middle - 1;
    }
    const { size, firstChunk, start } = this.#placed[low] as PlacedChunks;
    return { start: start + (chunk - firstChunk) * size, size };
  }

  /** The one text for these sizes. */
  toString(): string {
    return this.groups.map(({ chunks, size }) => (chunks === 1 ? String(size) : `${chunks}*${size}`)).join();
  }
}

const RULE = 'but needs parts like CHUNKS*FRAMES or FRAMES with positive whole numbers, such as 100*30,8*5.';

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
