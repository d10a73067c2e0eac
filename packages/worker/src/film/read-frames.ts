import { pMapIterable } from 'p-map';
import { ExitCode } from '../exit-code.js';
import type { FrameFormat } from '../pictures/frame-format.js';
import { isSoundFrame } from '../pictures/is-whole-frame.js';
import type { PictureSize } from '../pictures/picture-size.js';
import { readPngSize } from '../pictures/read-png-size.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';
import { frameKey } from './frame-key.js';
import { incompleteFilm } from './incomplete-film.js';
import type { Fill } from './plan-fills.js';

/** Frames that are fetched before their turn, because S3 takes long for one and many at a time. */
const READ_AHEAD = 8;

/** Where a film's frames come from, and what is made of them. */
export interface FrameSource {
  readonly storage: Storage;
  /** How many frames the film has. */
  readonly planned: number;
  readonly format: FrameFormat;
  /** How large they are; undefined where nobody knows. */
  readonly size?: PictureSize | undefined;
  /** What is shown for frames that are missing. */
  readonly fills: ReadonlyMap<number, Fill>;
  /** Makes of a file what is yielded. */
  readonly convert: (data: Uint8Array) => Promise<Uint8Array>;
  /** Reads what is yielded for a frame out of a video that shows it; undefined where none does. */
  readonly readShown?: (frame: number) => Promise<Uint8Array> | undefined;
  /** Draws what is yielded in the place of a frame. */
  readonly drawSlate: (frame: number) => Promise<Uint8Array>;
}

/**
 * Reads frames' files in the given order, a few ahead; once one is damaged it only looks for further ones, to name them all.
 *
 * @throws WorkerError with exit code 65 naming the frames that are damaged, which are removed, or one of another size, which
 *   somebody has put there.
 */
export async function* readFrames(
  source: FrameSource,
  frames: readonly number[],
): AsyncGenerator<Uint8Array> {
  const { storage, planned, format, fills, convert, readShown, drawSlate } = source;
  const damaged = new Set<number>();
  const read = async (frame: number) => {
    const fill = fills.get(frame) ?? frame;
    if (fill === 'slate') return drawSlate(frame);
    const shown = readShown?.(fill);
    if (shown !== undefined) return shown;
    const data = await storage.get(frameKey(fill, format));
    if (isSoundFrame(data, format)) {
      assertSize(source, fill, data);
      return convert(data);
    }
    damaged.add(fill);
    return undefined;
  };
  for await (const picture of pMapIterable(frames, read, { concurrency: READ_AHEAD })) {
    if (picture !== undefined && damaged.size === 0) yield picture;
  }
  if (damaged.size === 0) return;
  // So that whoever starts the run again renders them, and keeps the others.
  await storage.remove([...damaged].map((frame) => frameKey(frame, format)));
  throw incompleteFilm(
    storage,
    'damaged',
    [...damaged].toSorted((a, b) => a - b),
    planned,
  );
}

/** Reads a single frame's file like {@link readFrames}. */
export async function readFrame(source: FrameSource, frame: number): Promise<Uint8Array | undefined> {
  const { value } = await readFrames(source, [frame]).next();
  return value as Uint8Array | undefined;
}

/** Renderers' pictures were compared when they were kept; ffmpeg would squeeze one of another size without a word. */
function assertSize({ storage, format, size }: FrameSource, frame: number, data: Uint8Array): void {
  if (format !== 'png' || size === undefined) return;
  const { width, height } = readPngSize(data);
  if (width === size.width && height === size.height) return;
  throw new WorkerError(
    ExitCode.wrongData,
    `${storage.uri}/${frameKey(frame, format)} has ${width}x${height} pixels, not ${size.width}x${size.height} like the others; remove it and start the run again`,
  );
}
