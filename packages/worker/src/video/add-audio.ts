import { codecOf } from './codecs.js';
import { timescaleOf } from './frame-rate.js';
import { runFfmpeg } from './run-ffmpeg.js';
import type { VideoSettings } from './video-settings.js';

/** A video without sound, and the sound for it. */
export interface AudioRequest {
  readonly ffmpeg: string;
  /** Path of the video. */
  readonly path: string;
  /** Path of the sound, in whatever format ffmpeg reads. */
  readonly audio: string;
  readonly video: VideoSettings;
  /** How many pictures the video has: the sound is cut or filled with silence to their length. */
  readonly frames: number;
  readonly output: string;
  readonly signal: AbortSignal;
}

/** Adds sound to a whole film at once, because joins in it would be heard. The pictures are copied. */
export async function addAudio({
  ffmpeg,
  path,
  audio,
  video,
  frames,
  output,
  signal,
}: AudioRequest): Promise<void> {
  const { numerator, denominator } = video.frameRate;
  const { extension, tag = [] } = codecOf(video);
  await runFfmpeg({
    ffmpeg,
    args: [
      ...['-i', path, '-i', audio, '-map', '0:v', '-map', '1:a:0', '-c:v', 'copy'],
      ...tag,
      ...(extension === 'mp4' ? ['-c:a', 'aac', '-b:a', '192k'] : ['-c:a', 'pcm_s16le']),
      // The first filter fills what lies before sound that begins late, the second what lies behind.
      ...['-af', 'aresample=async=1:first_pts=0,apad', '-t', ((frames * denominator) / numerator).toFixed(6)],
      ...['-video_track_timescale', String(timescaleOf(video.frameRate).timescale)],
      ...['-movflags', '+faststart', '-f', extension, '-y', output],
    ],
    signal,
  });
}
