import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { type FrameRate, timescaleOf } from './frame-rate.js';
import { runFfmpeg } from './run-ffmpeg.js';

/** A video and what it must be. */
export interface VerifyRequest {
  /** Path of the ffmpeg program. */
  readonly ffmpeg: string;
  /** Path of the video. */
  readonly path: string;
  /** How many frames it must have. */
  readonly frames: number;
  readonly frameRate: FrameRate;
  readonly signal: AbortSignal;
}

/** What a video was found to be. */
export interface VerifiedVideo {
  readonly frames: number;
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Reads a written video's packets and makes sure that it has every frame, one after another in equal steps.
 *
 * @throws WorkerError with exit code 75 if it has not.
 */
export async function verifyVideo({
  ffmpeg,
  path,
  frames,
  frameRate,
  signal,
}: VerifyRequest): Promise<VerifiedVideo> {
  const timestamps: number[] = [];
  let [width, height, ticksPerSecond] = [0, 0, 0];
  const readLine = (line: string) => {
    const timeBase = /^#tb 0: 1\/([0-9]+)/.exec(line);
    const dimensions = /^#dimensions 0: ([0-9]+)x([0-9]+)/.exec(line);
    if (timeBase !== null) ticksPerSecond = Number(timeBase[1]);
    else if (dimensions !== null) [width, height] = [Number(dimensions[1]), Number(dimensions[2])];
    else if (!line.startsWith('#') && line !== '') {
      timestamps.push(Number(line.split(',')[2]));
    }
  };
  await runFfmpeg({
    ffmpeg,
    args: ['-i', path, '-map', '0:v', '-c', 'copy', '-f', 'framecrc', '-'],
    onLine: readLine,
    signal,
  });

  // Packets come in decoding order, which B-frames shuffle.
  timestamps.sort((a, b) => a - b);
  const { timescale, ticksPerFrame } = timescaleOf(frameRate);
  const uneven = timestamps.findIndex(
    (timestamp, index) => index > 0 && timestamp - (timestamps[index - 1] as number) !== ticksPerFrame,
  );
  if (timestamps.length !== frames || ticksPerSecond !== timescale || uneven !== -1) {
    throw new WorkerError(
      ExitCode.temporary,
      `the video has ${timestamps.length} of ${frames} frames at 1/${ticksPerSecond} s a tick${uneven === -1 ? '' : `, with an uneven step before frame ${uneven}`}; expected steps of ${ticksPerFrame}/${timescale} s`,
    );
  }
  return { frames, durationSeconds: (frames * ticksPerFrame) / timescale, width, height };
}
