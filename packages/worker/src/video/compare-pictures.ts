import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { encodeFilters } from './encode-video.js';
import { secondsBefore } from './extract-picture.js';
import { ONE_PICTURE_IN, ONE_THREAD } from './one-picture.js';
import { runFfmpeg } from './run-ffmpeg.js';
import type { PipedCodec } from './video-picture.js';
import type { VideoSettings } from './video-settings.js';

/** Pictures of a video and the frames that they must show. */
export interface CompareRequest {
  readonly ffmpeg: string;
  /** Path of the video. */
  readonly path: string;
  readonly video: VideoSettings;
  readonly expected: readonly ExpectedPicture[];
  /** How the frames are compressed. */
  readonly codec: PipedCodec;
  /** A folder for the frames' files. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** A frame and where the video must show it. */
interface ExpectedPicture {
  /** Which picture of the video, from 0. */
  readonly position: number;
  /** The frame, fit for a pipe. */
  readonly picture: Uint8Array;
}

/** Below this a picture is another one, or badly damaged. */
const LEAST_SIMILARITY = 0.9;
/**
 * Compared at an eighth of their size, because it is not the grain that tells one picture from another, and codecs lose it.
 * SSIM looks at squares of eight, in colours of half the size as well: a side that had none would make any two pictures differ.
 */
const SMALL = `scale=${['iw', 'ih'].map((side) => `trunc(max(32\\,${side}/8)/2)*2`).join(':')}:flags=area`;

/**
 * Makes sure that a video shows frames where it should; one start of ffmpeg for all, which takes longer than the comparing.
 *
 * @returns Their structural similarities (SSIM), up to 1, by position.
 * @throws WorkerError with exit code 65 if one is too different.
 */
export async function comparePictures(request: CompareRequest): Promise<ReadonlyMap<number, number>> {
  const { ffmpeg, video, expected, signal } = request;
  const similarities = new Map<number, number>();
  if (expected.length === 0) return similarities;
  let similarity = 0;
  await runFfmpeg({
    ffmpeg,
    args: await compareArguments(request),
    onLine: (line) => {
      const [, all] = /^lavfi\.ssim\.All=([0-9.]+)/.exec(line) ?? [];
      if (all !== undefined) similarity = Number(all);
      const [, position] = /^position=([0-9]+)/.exec(line) ?? [];
      if (position !== undefined) similarities.set(Number(position), similarity);
    },
    signal,
  });
  for (const { position } of expected) {
    const found = similarities.get(position) ?? 0;
    if (found >= LEAST_SIMILARITY) continue;
    throw new WorkerError(
      // Of the same segments or frames another attempt would make the same video.
      ExitCode.wrongData,
      `picture ${position + 1} of the video is not the frame it should be: their similarity is ${found}, less than ${LEAST_SIMILARITY}; ${video.crf === undefined ? '' : `lower CRF=${video.crf} if so much is lost, else `}remove the run's segments and try again`,
    );
  }
  return similarities;
}

async function compareArguments({
  path,
  video,
  expected,
  codec,
  scratch,
}: CompareRequest): Promise<string[]> {
  const frameFilters = encodeFilters(video.pixelFormat).join(',');
  const inputs = expected.map(async ({ position, picture }, index) => {
    const file = join(scratch, `expected-${index}`);
    await writeFile(file, picture);
    const seconds = secondsBefore(position, video.frameRate);
    const shown = [...ONE_THREAD, '-ss', seconds.toFixed(6), '-i', path];
    return [...shown, ...ONE_PICTURE_IN, '-c:v', codec, '-i', file];
  });
  const filters = expected.map(({ position }, index) =>
    [
      `[${2 * index + 1}:v]${frameFilters},${SMALL}[frame${index}]`,
      `[${2 * index}:v]trim=end_frame=1,setpts=0,${SMALL}[shown${index}]`,
      `[shown${index}][frame${index}]ssim,metadata=add:key=position:value=${position},metadata=print:file=-[end${index}]`,
    ].join(';'),
  );
  return [
    ...(await Promise.all(inputs)).flat(),
    ...['-filter_complex_threads', '1', '-lavfi', filters.join(';')],
    ...expected.flatMap((_, index) => ['-map', `[end${index}]`, '-frames:v', '1', '-f', 'null', '-']),
  ];
}
