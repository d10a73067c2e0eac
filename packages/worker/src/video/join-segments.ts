import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { codecOf } from './codecs.js';
import { timescaleOf } from './frame-rate.js';
import { runFfmpeg } from './run-ffmpeg.js';
import type { VideoSettings } from './video-settings.js';

/** Segments to be joined. */
export interface JoinRequest {
  readonly ffmpeg: string;
  /** In the order they are shown. */
  readonly segments: readonly { readonly path: string; readonly frames: number }[];
  readonly video: VideoSettings;
  /** A folder for a list of the segments. */
  readonly scratch: string;
  readonly output: string;
  readonly signal: AbortSignal;
}

/** Joining a thousand segments takes a second or so, ten thousand half a minute. */
const STALL_SECONDS = 120;
const SECONDS_PER_SEGMENT = 0.1;

/**
 * Joins segments by stream copy, which takes no time and changes no picture.
 *
 * @returns The version of ffmpeg that did it.
 */
export async function joinSegments(request: JoinRequest): Promise<{ readonly version: string | undefined }> {
  const { ffmpeg, segments, video, scratch, output, signal } = request;
  const { extension, tag = [] } = codecOf(video);
  const [only] = segments;
  // A single segment keeps odd rates only without the list.
  const input =
    segments.length === 1 && only !== undefined ? ['-i', only.path] : await writeList(request, scratch);
  return runFfmpeg({
    ffmpeg,
    args: [
      ...input,
      ...['-map', '0:v', '-c', 'copy'],
      ...tag,
      ...['-video_track_timescale', String(timescaleOf(video.frameRate).timescale)],
      ...['-movflags', '+faststart', '-f', extension, '-y', output],
    ],
    stallSeconds: STALL_SECONDS + segments.length * SECONDS_PER_SEGMENT,
    signal,
  });
}

/**
 * ffmpeg takes a file's own duration as a whole number of milliseconds, so that joins drift. Durations of our own are
 * the distances between exact starts, rounded to the microseconds it counts in: the roundings do not add up.
 */
async function writeList({ segments, video }: JoinRequest, scratch: string): Promise<string[]> {
  const { numerator, denominator } = video.frameRate;
  const startOf = (frames: number) => Math.round((frames * denominator * 1e6) / numerator);
  let shown = 0;
  const lines = segments.map(({ path, frames }) => {
    const microseconds = startOf(shown + frames) - startOf(shown);
    shown += frames;
    // Relative to the list, so that no folder's name is read as a part of it.
    return `file '${relative(scratch, path).replaceAll("'", "'\\''")}'\nduration ${(microseconds / 1e6).toFixed(6)}\n`;
  });
  const list = join(scratch, 'segments.ffconcat');
  await writeFile(list, `ffconcat version 1.0\n${lines.join('')}`);
  return ['-f', 'concat', '-safe', '0', '-i', list];
}
