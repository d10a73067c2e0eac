import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameFormat } from '../renderers/renderer.js';
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

/** The decoder of pictures that go through a pipe: of PNG and JPEG one can tell where the next begins. */
export function pipedCodec(format: FrameFormat): 'png' | 'mjpeg' {
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
  const { ffmpeg, format, exrTransfer, signal } = request;
  if (format === 'png' || format === 'jpg') return data;
  const { tmpdir } = await import('node:os');
  const scratch = await mkdtemp(join(tmpdir(), 'render-picture-'));
  try {
    const [input, output] = [join(scratch, `picture.${format}`), join(scratch, 'picture.png')];
    await writeFile(input, data);
    const transfer =
      format === 'exr' && exrTransfer !== undefined ? ['-apply_trc', FFMPEG_TRANSFERS[exrTransfer]] : [];
    const args = [
      ...transfer,
      '-i',
      input,
      '-frames:v',
      '1',
      '-pix_fmt',
      'rgb48be',
      '-c:v',
      'png',
      '-f',
      'image2',
      '-y',
      output,
    ];
    await runFfmpeg({ ffmpeg, args, signal });
    return await readFile(output);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
