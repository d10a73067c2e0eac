import { type FrameRate, formatFrameRate, timescaleOf } from './frame-rate.js';
import { runFfmpeg } from './run-ffmpeg.js';

/** Pictures and how to make a video of them. */
export interface EncodeRequest {
  /** Path of the ffmpeg program. */
  readonly ffmpeg: string;
  /** PNG files in the order they are shown. */
  readonly pictures: AsyncIterable<Uint8Array>;
  readonly frameRate: FrameRate;
  /** Path of the MP4 file to write. */
  readonly output: string;
  readonly signal: AbortSignal;
}

/**
 * Encodes pictures as H.264 in MP4 that every player shows: yuv420p, bt709, faststart. They go through a pipe, because
 * ffmpeg ends a numbered sequence at its first gap without a word.
 */
export async function encodeVideo({
  ffmpeg,
  pictures,
  frameRate,
  output,
  signal,
}: EncodeRequest): Promise<void> {
  await runFfmpeg({ ffmpeg, args: [...encodeArguments(frameRate), output], input: pictures, signal });
}

/** Everything of ffmpeg's command line but the output. */
export function encodeArguments(frameRate: FrameRate): string[] {
  const input = ['-f', 'image2pipe', '-c:v', 'png', '-framerate', formatFrameRate(frameRate), '-i', 'pipe:0'];
  // yuv420p halves the size of its colour planes, so odd sizes are padded.
  const filters = [
    'pad=ceil(iw/2)*2:ceil(ih/2)*2',
    'scale=out_color_matrix=bt709:out_range=tv',
    'format=yuv420p',
  ];
  const colours = [
    '-colorspace',
    'bt709',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-color_range',
    'tv',
  ];
  return [
    ...input,
    ...['-vf', filters.join(',')],
    ...['-c:v', 'libx264', '-preset', 'medium', '-crf', '18'],
    ...colours,
    ...['-video_track_timescale', String(timescaleOf(frameRate).timescale)],
    ...['-movflags', '+faststart', '-f', 'mp4', '-y'],
  ];
}
