import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { decodePng } from '../pictures/decode-png.js';
import type { FrameFormat } from '../pictures/frame-format.js';
import { isWholeExr } from '../pictures/is-whole-exr.js';
import type { PictureSize } from '../pictures/picture-size.js';
import { FrameFailure } from '../renderers/frame-failure.js';
import { locateFfmpeg } from '../video/find-ffmpeg.js';
import { exrLayerIn, ONE_PICTURE_IN } from '../video/one-picture.js';
import { FfmpegRefusal, runFfmpeg } from '../video/run-ffmpeg.js';

/** A picture's file and what it must be. */
export interface CheckRequest {
  readonly frame: number;
  /** Its path, to name it and to read it; absent where there are only bytes. */
  readonly file: string | undefined;
  readonly data: Uint8Array;
  readonly format: FrameFormat;
  readonly ffmpegPath: string | undefined;
}

/** A frame that may have taken hours is looked at although the job has been asked to stop. */
const NEVER = new AbortController().signal;

/** The largest side that video codecs and this machine's memory can be expected to take. */
const MOST_PIXELS = 32_768;

/**
 * Makes sure that a renderer's file is a whole picture.
 *
 * @returns Its size.
 * @throws FrameFailure with exit code 65 saying what is wrong with it; WorkerError with 69 if the ffmpeg that other formats
 *   than PNG need is not there, with 75 if it was killed.
 */
export async function checkFrame(request: CheckRequest): Promise<PictureSize> {
  const { frame, file = 'its bytes', data, format } = request;
  const refuse = (problem: string): never => {
    throw new FrameFailure(ExitCode.wrongData, `the renderer's file of frame ${frame}, ${file}, ${problem}`);
  };
  if (data.length === 0) return refuse('is empty');
  const found = format === 'png' ? decodePng(data, MOST_PIXELS) : await decodeByFfmpeg(request);
  if (found === undefined) return refuse(`is no whole ${format}`);
  const { width, height } = found;
  if (Math.max(width, height) > MOST_PIXELS || Math.min(width, height) < 1) {
    return refuse(`has ${width}x${height} pixels; at most ${MOST_PIXELS} a side are allowed`);
  }
  return found;
}

async function decodeByFfmpeg(request: CheckRequest): Promise<PictureSize | undefined> {
  const { data, format, ffmpegPath } = request;
  if (format === 'exr' && !isWholeExr(data)) return undefined;
  const ffmpeg = await locateFfmpeg(ffmpegPath);
  let [size, pictures]: [PictureSize | undefined, number] = [undefined, 0];
  const onLine = (line: string) => {
    const [, width, height] = /^#dimensions 0: ([0-9]+)x([0-9]+)/.exec(line) ?? [];
    if (width !== undefined) size = { width: Number(width), height: Number(height) };
    else if (line !== '' && !line.startsWith('#')) pictures += 1;
  };
  // Of JPEG half a picture is shown without it; of TIFF every tag that ffmpeg does not know would be an error.
  const strict = format === 'jpg' ? ['-err_detect', 'explode'] : [];
  const scratch = request.file === undefined ? await mkdtemp(join(tmpdir(), 'render-check-')) : undefined;
  const file = request.file ?? join(scratch ?? '', `picture.${format}`);
  const layer = format === 'exr' ? exrLayerIn(data) : [];
  const args = [
    '-xerror',
    ...strict,
    ...layer,
    ...ONE_PICTURE_IN,
    '-i',
    file,
    '-frames:v',
    '1',
    '-f',
    'framecrc',
    '-',
  ];
  try {
    if (scratch !== undefined) await writeFile(file, data);
    await runFfmpeg({ ffmpeg, args, onLine, signal: NEVER });
  } catch (error) {
    if (error instanceof FfmpegRefusal) return undefined;
    throw error;
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
  return pictures === 1 ? size : undefined;
}
