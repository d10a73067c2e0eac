import { join } from 'node:path';
import { mkdtemp, readFile, rm, writeFile } from '../files.js';
import type { FrameFormat } from '../pictures/frame-format.js';
import { exrLayerIn, ONE_PICTURE_IN, ONE_PICTURE_OUT } from './one-picture.js';
import { runFfmpeg } from './run-ffmpeg.js';

/** How linear light becomes what screens show; the names are EXR_TRANSFER's. */
export const EXR_TRANSFERS = ['srgb', 'bt709', 'linear'] as const;

/** The value of EXR_TRANSFER. */
export type ExrTransfer = (typeof EXR_TRANSFERS)[number];

const FFMPEG_TRANSFERS: Readonly<Record<ExrTransfer, string>> = {
  srgb: 'iec61966_2_1',
  bt709: 'bt709',
  linear: 'linear',
};

/** Decoders of pictures that go through a pipe: of PNG and JPEG one can tell where the next begins. */
export type PipedCodec = 'png' | 'mjpeg';

/** The decoder of a film's pictures once they are fit for a pipe. */
export function pipedCodec(format: FrameFormat): PipedCodec {
  return format === 'jpg' ? 'mjpeg' : 'png';
}

/** What it takes to make a picture fit for a pipe. */
export interface PictureRequest {
  readonly ffmpeg: string;
  readonly format: FrameFormat;
  readonly exrTransfer: ExrTransfer | undefined;
  readonly signal: AbortSignal;
}

/** A frame's file as a picture that can be piped: as it is, or TIFF and EXR as PNG of 16 bits. */
export async function videoPicture(data: Uint8Array, request: PictureRequest): Promise<Uint8Array> {
  const { format, exrTransfer } = request;
  if (format === 'png' || format === 'jpg') return data;
  const transfer = exrTransfer === undefined ? [] : ['-apply_trc', FFMPEG_TRANSFERS[exrTransfer]];
  return convertPicture(data, {
    ...request,
    from: format,
    to: 'png',
    input: format === 'exr' ? [...transfer, ...exrLayerIn(data)] : [],
    output: ['-pix_fmt', 'rgb48be', '-c:v', 'png'],
  });
}

/** How a picture's file becomes one of another format. */
export interface ConvertRequest {
  readonly ffmpeg: string;
  readonly from: FrameFormat;
  readonly to: FrameFormat;
  /** ffmpeg's arguments for reading. */
  readonly input?: readonly string[];
  /** ffmpeg's arguments for writing. */
  readonly output: readonly string[];
  readonly signal: AbortSignal;
}

/** Turns a picture's file into one of another format, by way of files: ffmpeg cannot tell every format's end in a pipe. */
export async function convertPicture(data: Uint8Array, request: ConvertRequest): Promise<Uint8Array> {
  const { ffmpeg, from, to, input = [], output, signal } = request;
  const { tmpdir } = await import('node:os');
  const scratch = await mkdtemp(join(tmpdir(), 'render-picture-'));
  try {
    const [source, target] = [join(scratch, `source.${from}`), join(scratch, `target.${to}`)];
    await writeFile(source, data);
    await runFfmpeg({
      ffmpeg,
      args: [...input, ...ONE_PICTURE_IN, '-i', source, ...output, ...ONE_PICTURE_OUT, target],
      signal,
    });
    return await readFile(target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
