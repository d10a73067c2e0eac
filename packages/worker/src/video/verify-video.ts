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
 * Reads a written video's packets and makes sure that it has every frame, one after another in equal steps from its start to
 * its end.
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
  let end = 0;
  let [width, height, ticksPerSecond] = [0, 0, 0];
  const readLine = (line: string) => {
    const timeBase = /^#tb 0: 1\/([0-9]+)/.exec(line);
    const dimensions = /^#dimensions 0: ([0-9]+)x([0-9]+)/.exec(line);
    if (timeBase !== null) ticksPerSecond = Number(timeBase[1]);
    else if (dimensions !== null) [width, height] = [Number(dimensions[1]), Number(dimensions[2])];
    else if (!line.startsWith('#') && line !== '') {
      const [, , timestamp, duration] = line.split(',').map(Number) as [number, number, number, number];
      timestamps.push(timestamp);
      end = Math.max(end, timestamp + duration);
    }
  };
  await runFfmpeg({
    ffmpeg,
    args: ['-copyts', '-i', path, '-map', '0:v', '-c', 'copy', '-f', 'framecrc', '-'],
    onLine: readLine,
    signal,
  });

  // Packets come in decoding order, which B-frames shuffle.
  timestamps.sort((a, b) => a - b);
  const { timescale, ticksPerFrame } = timescaleOf(frameRate);
  const uneven = timestamps.findIndex((timestamp, index) => timestamp !== index * ticksPerFrame);
  const isWhole = timestamps.length === frames && ticksPerSecond === timescale;
  if (!isWhole || uneven !== -1 || end !== frames * ticksPerFrame) {
    const where = uneven === -1 ? '' : `, picture ${uneven + 1} at ${timestamps[uneven]}`;
    throw new WorkerError(
      ExitCode.temporary,
      `the video has ${timestamps.length} of ${frames} frames and ends at ${end}, ${ticksPerSecond} ticks a second${where}; expected steps of ${ticksPerFrame} from 0, ${timescale} a second`,
    );
  }
  return { frames, durationSeconds: end / timescale, width, height };
}
