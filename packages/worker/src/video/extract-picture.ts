import { join } from 'node:path';
import { mkdtemp, readFile, rm } from '../files.js';
import type { FrameRate } from './frame-rate.js';
import { ONE_PICTURE_OUT, ONE_THREAD } from './one-picture.js';
import { runFfmpeg } from './run-ffmpeg.js';
import type { PipedCodec } from './video-picture.js';

/** A picture of a video. */
export interface ExtractRequest {
  readonly ffmpeg: string;
  /** Path of the video. */
  readonly path: string;
  /** Which picture, from 0. */
  readonly position: number;
  readonly frameRate: FrameRate;
  /** How it is to be compressed, at hardly any loss. */
  readonly codec: PipedCodec;
  readonly signal: AbortSignal;
}

/** Whoever reads JPEG takes its colours for those of bt601, and the video's are not; by way of RGB even an ffmpeg of 2018 converts them. */
const COLOURS: Readonly<Record<PipedCodec, readonly string[]>> = {
  png: [],
  mjpeg: ['-vf', 'format=rgb24,scale=out_color_matrix=bt601:out_range=pc'],
};

/** Reads one picture out of a video, fit for a pipe. */
export async function extractPicture(request: ExtractRequest): Promise<Uint8Array> {
  const { ffmpeg, path, position, frameRate, codec, signal } = request;
  const { tmpdir } = await import('node:os');
  const scratch = await mkdtemp(join(tmpdir(), 'render-picture-'));
  try {
    const target = join(scratch, 'picture');
    const output = ['-q:v', '2', ...COLOURS[codec], '-c:v', codec, ...ONE_PICTURE_OUT, target];
    const start = secondsBefore(position, frameRate).toFixed(6);
    await runFfmpeg({ ffmpeg, args: [...ONE_THREAD, '-ss', start, '-i', path, ...output], signal });
    return await readFile(target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Where to begin to read for a picture to be the first one: half a frame early, so that rounding never skips it. */
export function secondsBefore(position: number, { numerator, denominator }: FrameRate): number {
  return Math.max(0, ((position - 0.5) * denominator) / numerator);
}
