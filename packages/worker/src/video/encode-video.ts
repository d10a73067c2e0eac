import { codecOf } from './codecs.js';
import { formatFrameRate, timescaleOf } from './frame-rate.js';
import { runFfmpeg } from './run-ffmpeg.js';
import type { PipedCodec } from './video-picture.js';
import type { VideoSettings } from './video-settings.js';

/** Pictures and how to make a video of them. */
export interface EncodeRequest {
  /** Path of the ffmpeg program. */
  readonly ffmpeg: string;
  /** Pictures' files in the order they are shown. */
  readonly pictures: AsyncIterable<Uint8Array>;
  /** How they are compressed. */
  readonly pictureCodec: PipedCodec;
  readonly video: VideoSettings;
  /** Whether the result is to be joined with others; a whole video is smaller. */
  readonly isSegment: boolean;
  /** Threads of decoder, filters and encoder each. @defaultValue as many as they like */
  readonly threads?: number;
  /** Path of the file to write. */
  readonly output: string;
  readonly signal: AbortSignal;
}

/** Seconds between two pictures of a segment that need no other: how far a player has to look back when it jumps. */
const KEYFRAME_SECONDS = 2;

/**
 * Encodes pictures as a video that players show, colours tagged as bt709. They go through a pipe, because ffmpeg ends a
 * numbered sequence at its first gap without a word.
 *
 * @returns The version of ffmpeg that did it.
 */
export function encodeVideo(request: EncodeRequest): Promise<{ readonly version: string | undefined }> {
  const { ffmpeg, pictures, pictureCodec, video, isSegment, threads, output, signal } = request;
  const rate = formatFrameRate(video.frameRate);
  const limit = threads === undefined ? [] : ['-threads', String(threads)];
  const filterLimit = threads === undefined ? [] : ['-filter_threads', String(threads)];
  const input = ['-f', 'image2pipe', '-c:v', pictureCodec, '-framerate', rate, '-i', '-'];
  const args = [
    ...filterLimit,
    ...limit,
    ...input,
    ...encodeArguments(video, { isSegment }),
    ...limit,
    output,
  ];
  return runFfmpeg({ ffmpeg, args, input: pictures, signal });
}

/** Everything of ffmpeg's command line between input and output. */
export function encodeArguments(
  video: VideoSettings,
  { isSegment }: { readonly isSegment: boolean },
): string[] {
  const { frameRate, pixelFormat, crf, preset } = video;
  const codec = codecOf(video);
  return [
    ...['-vf', encodeFilters(pixelFormat).join(',')],
    ...['-c:v', codec.encoder, ...codec.arguments],
    ...(preset === undefined ? [] : ['-preset', preset]),
    ...(crf === undefined ? [] : ['-crf', String(crf)]),
    ...(isSegment ? codec.segmentArguments(keyframeIntervalOf(video)) : []),
    ...(isRgb(pixelFormat) ? [] : BT709),
    ...['-video_track_timescale', String(timescaleOf(frameRate).timescale)],
    ...['-movflags', '+faststart', '-f', codec.extension, '-y'],
  ];
}

/** Pictures of a segment from one that needs no other to the next, at most. */
export function keyframeIntervalOf({ frameRate }: Pick<VideoSettings, 'frameRate'>): number {
  return Math.max(1, Math.round((frameRate.numerator / frameRate.denominator) * KEYFRAME_SECONDS));
}

const BT709 = [
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709'],
  ...['-color_trc', 'bt709', '-color_range', 'tv'],
];

/** Without accurate rounding grey becomes greenish, and slightly another one with each number of threads. */
const SCALE = 'scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd';

/** Encoders of ProRes take the tags from the pictures, and not from the command line. */
const TAGGED = 'setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv';

/** How a picture becomes one of the video. Formats with halved colour planes need even sizes, so odd ones are padded. */
export function encodeFilters(pixelFormat: string): string[] {
  if (isRgb(pixelFormat)) return [`format=${pixelFormat}`];
  const pad = /42[02]/.test(pixelFormat) ? ['pad=ceil(iw/2)*2:ceil(ih/2)*2'] : [];
  return [...pad, SCALE, TAGGED, `format=${pixelFormat}`];
}

function isRgb(pixelFormat: string): boolean {
  return pixelFormat.startsWith('rgb');
}
