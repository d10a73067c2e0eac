import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { encodeFilters } from './encode-video.js';
import { runFfmpeg } from './run-ffmpeg.js';
import type { VideoSettings } from './video-settings.js';

/** A picture of a video and the frame that it must show. */
export interface CompareRequest {
  readonly ffmpeg: string;
  /** Path of the video. */
  readonly path: string;
  readonly video: VideoSettings;
  /** Which picture of the video, from 0. */
  readonly position: number;
  /** The frame, fit for a pipe. */
  readonly picture: Uint8Array;
  readonly codec: 'png' | 'mjpeg';
  readonly signal: AbortSignal;
}

/** Below this a picture is another one, or badly damaged; what a codec loses is far less. */
const LEAST_SIMILARITY = 0.9;

/**
 * Makes sure that a video shows a frame where it should.
 *
 * @returns Their structural similarity (SSIM), up to 1.
 * @throws WorkerError with exit code 75 if they are too different.
 */
export async function comparePicture(request: CompareRequest): Promise<number> {
  const { ffmpeg, path, video, position, picture, codec, signal } = request;
  const { numerator, denominator } = video.frameRate;
  // Half a frame early, so that rounding never skips it.
  const seconds = Math.max(0, ((position - 0.5) * denominator) / numerator);
  const reference = `[1:v]${encodeFilters(video.pixelFormat).join(',')}[frame]`;
  let similarity = 0;
  await runFfmpeg({
    ffmpeg,
    args: [
      ...['-ss', seconds.toFixed(6), '-i', path, '-f', 'image2pipe', '-c:v', codec, '-i', '-'],
      ...['-lavfi', `${reference};[0:v]trim=end_frame=1,setpts=0[shown];[shown][frame]ssim=stats_file=-`],
      ...['-frames:v', '1', '-f', 'null', '-'],
    ],
    input: only(picture),
    onLine: (line) => {
      const [, all] = /All:([0-9.]+)/.exec(line) ?? [];
      if (all !== undefined) similarity = Number(all);
    },
    signal,
  });
  if (similarity >= LEAST_SIMILARITY) return similarity;
  throw new WorkerError(
    ExitCode.temporary,
    `picture ${position + 1} of the video is not the frame it should be: their similarity is ${similarity}, less than ${LEAST_SIMILARITY}`,
  );
}

async function* only(picture: Uint8Array): AsyncGenerator<Uint8Array> {
  yield picture;
}
