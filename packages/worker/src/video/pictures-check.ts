import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { encodeFilters } from './encode-video.js';
import { ONE_PICTURE_IN, ONE_THREAD } from './one-picture.js';
import type { VideoCheck } from './video-check.js';
import type { PipedCodec } from './video-picture.js';
import type { VideoSettings } from './video-settings.js';

/** Pictures of a video and the frames that they must show. */
export interface PicturesRequest {
  /** Path of the video. */
  readonly path: string;
  readonly video: VideoSettings;
  readonly expected: readonly ExpectedPicture[];
  /** How the frames are compressed. */
  readonly codec: PipedCodec;
  /** A folder for the frames' files. */
  readonly scratch: string;
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
/** Compared at an eighth of their size, but for small ones, because it is not the grain that tells one picture from another, and codecs lose it. */
const SMALL = 'scale=min(iw\\,max(64\\,iw/8)):-2:flags=area';

/** How much pictures are like their frames, structurally (SSIM), up to 1, by position. */
export type Similarities = ReadonlyMap<number, number>;

/** Compares pictures of a video with the frames that it should show there. */
export async function picturesCheck(request: PicturesRequest): Promise<VideoCheck<Similarities>> {
  const { expected } = request;
  const similarities = new Map<number, number>();
  let similarity = 0;
  return {
    inputs: (await Promise.all(expected.map((each, index) => inputsOf(request, each, index)))).flat(),
    outputs: (first) => (expected.length === 0 ? [] : outputsOf(request, first)),
    readLine: (line) => {
      const [, all] = /^lavfi\.ssim\.All=([0-9.]+)/.exec(line) ?? [];
      if (all !== undefined) similarity = Number(all);
      const [, position] = /^position=([0-9]+)/.exec(line) ?? [];
      if (position !== undefined) similarities.set(Number(position), similarity);
    },
    conclude: () => {
      for (const { position } of expected) {
        const found = similarities.get(position) ?? 0;
        if (found >= LEAST_SIMILARITY) continue;
        throw new WorkerError(
          ExitCode.temporary,
          `picture ${position + 1} of the video is not the frame it should be: their similarity is ${found}, less than ${LEAST_SIMILARITY}`,
        );
      }
      return similarities;
    },
  };
}

/** The video from just before the picture on, and then the frame. */
async function inputsOf(
  { path, video, codec, scratch }: PicturesRequest,
  { position, picture }: ExpectedPicture,
  index: number,
): Promise<string[][]> {
  const { numerator, denominator } = video.frameRate;
  const file = join(scratch, `expected-${index}`);
  await writeFile(file, picture);
  // Half a frame early, so that rounding never skips it.
  const seconds = Math.max(0, ((position - 0.5) * denominator) / numerator);
  return [
    [...ONE_THREAD, '-ss', seconds.toFixed(6), '-i', path],
    [...ONE_PICTURE_IN, '-c:v', codec, '-i', file],
  ];
}

function outputsOf({ video, expected }: PicturesRequest, first: number): string[] {
  const frameFilters = encodeFilters(video.pixelFormat).join(',');
  const filters = expected.map(({ position }, index) =>
    [
      `[${first + 2 * index + 1}:v]${frameFilters},${SMALL}[frame${index}]`,
      `[${first + 2 * index}:v]trim=end_frame=1,setpts=0,${SMALL}[shown${index}]`,
      `[shown${index}][frame${index}]ssim,metadata=add:key=position:value=${position},metadata=print:file=-[end${index}]`,
    ].join(';'),
  );
  return [
    ...['-filter_complex_threads', '1', '-lavfi', filters.join(';')],
    ...expected.flatMap((_, index) => ['-map', `[end${index}]`, '-frames:v', '1', '-f', 'null', '-']),
  ];
}
