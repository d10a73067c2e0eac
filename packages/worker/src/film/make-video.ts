import { join } from 'node:path';
import { codecOf } from '../video/codecs.js';
import { encodeVideo } from '../video/encode-video.js';
import { joinSegments } from '../video/join-segments.js';
import type { PipedCodec } from '../video/video-picture.js';
import type { VideoSettings } from '../video/video-settings.js';
import { segmentPath } from './fetch-segments.js';
import type { VideoPlan } from './plan-video.js';

/** What a video is made of, and with what. */
export interface MakeRequest {
  readonly plan: VideoPlan;
  /** Reads pictures in the order of the frames. */
  readonly readFrames: (frames: readonly number[]) => AsyncIterable<Uint8Array>;
  readonly pictureCodec: PipedCodec;
  readonly ffmpeg: string;
  readonly video: VideoSettings;
  /** Threads of the encoder; undefined where it may take as many as it likes. */
  readonly threads: number | undefined;
  /** The folder with the fetched segments; what is encoded on the way goes there too. */
  readonly scratch: string;
  readonly output: string;
  readonly signal: AbortSignal;
}

/**
 * Makes a video by the way that was planned.
 *
 * @returns The version of ffmpeg that did it.
 */
export async function makeVideo(request: MakeRequest): Promise<{ readonly version: string | undefined }> {
  const { plan, readFrames, pictureCodec, ffmpeg, video, threads, scratch, output, signal } = request;
  const encode = (frames: readonly number[], path: string, isSegment: boolean) =>
    encodeVideo({
      ffmpeg,
      pictures: readFrames(frames),
      pictureCodec,
      video,
      isSegment,
      ...(threads !== undefined && { threads }),
      output: path,
      signal,
    });

  if (plan.way === 'encode') return encode(plan.pieces[0]?.frames ?? [], output, false);
  const segments: { path: string; frames: number }[] = [];
  for (const [index, { frames, segment }] of plan.pieces.entries()) {
    const path = segment
      ? segmentPath(scratch, segment)
      : join(scratch, `piece-${index}.${codecOf(video).extension}`);
    if (!segment) await encode(frames, path, true);
    segments.push({ path, frames: frames.length });
  }
  return joinSegments({ ffmpeg, segments, video, scratch, output, signal });
}
