import { FrameSet } from '@render/batch-fanout/planning';
import { pMapIterable } from 'p-map';
import { ExitCode } from '../exit-code.js';
import type { FrameFormat } from '../renderers/renderer.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';
import { isSoundPng } from './check-png.js';
import { frameKey } from './frame-key.js';

/** Frames that are fetched before their turn, because S3 takes long for one and many at a time. */
const READ_AHEAD = 8;

/**
 * Reads frames' files in the given order, a few ahead; once one is damaged it only looks for further ones, to name them all.
 *
 * @param convert - Makes of a file what is yielded.
 * @throws WorkerError with exit code 65 naming the frames that are damaged.
 */
export async function* readFrames(
  storage: Storage,
  frames: readonly number[],
  format: FrameFormat,
  convert: (data: Uint8Array) => Promise<Uint8Array> = async (data) => data,
): AsyncGenerator<Uint8Array> {
  const damaged: number[] = [];
  const read = async (frame: number) => {
    const data = await storage.get(frameKey(frame, format));
    const isWhole = data !== undefined && (format === 'png' ? isSoundPng(data) : data.length > 0);
    return { frame, picture: isWhole ? await convert(data) : undefined };
  };
  for await (const { frame, picture } of pMapIterable(frames, read, { concurrency: READ_AHEAD })) {
    if (picture === undefined) damaged.push(frame);
    else if (damaged.length === 0) yield picture;
  }
  if (damaged.length > 0) throw incompleteFilm(storage, 'damaged', damaged, frames.length);
}

/** Makes sure that frames are there; whether they are whole, reading them finds out. */
export async function assertFramesExist(
  storage: Storage,
  frames: readonly number[],
  planned: number,
  format: string,
): Promise<void> {
  const existing = await storage.findExisting(frames.map((frame) => frameKey(frame, format)));
  const missing = frames.filter((frame) => !existing.has(frameKey(frame, format)));
  if (missing.length > 0) throw incompleteFilm(storage, 'missing', missing, planned);
}

function incompleteFilm(
  storage: Storage,
  state: 'missing' | 'damaged',
  frames: readonly number[],
  planned: number,
): WorkerError {
  return new WorkerError(
    ExitCode.wrongData,
    `${frames.length} of ${planned} frames in ${storage.uri}/frames are ${state}: ${FrameSet.from(frames)}; render them again`,
  );
}
