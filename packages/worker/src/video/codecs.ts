import type { PictureSize } from '../pictures/picture-size.js';
import type { FrameRate } from './frame-rate.js';
import type { VideoCodec, VideoSettings } from './video-settings.js';

/** What there is to know of a codec. */
export interface Codec {
  /** ffmpeg's name of its encoder. */
  readonly encoder: string;
  /** File name extension of a video; MP4 where it can be, because WebM's milliseconds make uneven steps. */
  readonly extension: 'mp4' | 'mov';
  /** Pixel formats that players and editors take, the default one first. */
  readonly pixelFormats: readonly [string, ...string[]];
  /** Highest CRF and the default one; absent where the encoder has no CRF. */
  readonly crf?: { readonly highest: number; readonly normal: number };
  /** Presets, the fastest first, and the default one; absent where the encoder has none. */
  readonly presets?: { readonly names: readonly string[]; readonly normal: string };
  /** The smallest pictures that its encoder takes; absent where any size will do. */
  readonly leastSize?: PictureSize;
  /** The largest pictures that its encoder takes; absent where it takes any that ffmpeg does. */
  readonly mostSize?: PictureSize;
  /** The slowest frame rate that its encoder takes; absent where it takes any. */
  readonly leastRate?: FrameRate;
  /** Arguments of every file that holds it, encoded or copied. */
  readonly tag?: readonly string[];
  /** Arguments beside CRF and preset. */
  readonly arguments: readonly string[];
  /** Arguments by which a segment can be joined with others: each begins with a picture that needs no other. */
  segmentArguments(keyframeInterval: number): readonly string[];
}

const X26X_PRESETS = {
  names: ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'],
  normal: 'medium',
};
/** Every picture stands alone. */
const intraOnly = () => [];

const CODECS: Readonly<Record<VideoCodec, Codec>> = {
  h264: {
    encoder: 'libx264',
    extension: 'mp4',
    pixelFormats: ['yuv420p', 'yuv422p', 'yuv444p', 'yuv420p10le', 'yuv422p10le'],
    crf: { highest: 51, normal: 18 },
    mostSize: { width: 16_384, height: 16_384 },
    presets: X26X_PRESETS,
    arguments: [],
    // Pictures that refer to later ones shift the timestamps at joins; a short look ahead, because a child waits for its end.
    segmentArguments: (interval) => [
      ...['-bf', '0', '-g', String(interval)],
      ...['-x264-params', 'open-gop=0:scenecut=0:repeat-headers=1:rc-lookahead=10'],
    ],
  },
  h265: {
    encoder: 'libx265',
    extension: 'mp4',
    pixelFormats: ['yuv420p', 'yuv420p10le', 'yuv422p10le', 'yuv444p'],
    crf: { highest: 51, normal: 20 },
    presets: X26X_PRESETS,
    // Without this Apple's players show nothing.
    tag: ['-tag:v', 'hvc1'],
    arguments: ['-x265-params', 'log-level=error'],
    segmentArguments: (interval) => [
      ...['-bf', '0', '-g', String(interval)],
      ...['-x265-params', 'log-level=error:open-gop=0:scenecut=0:repeat-headers=1:bframes=0'],
    ],
  },
  av1: {
    encoder: 'libsvtav1',
    extension: 'mp4',
    pixelFormats: ['yuv420p', 'yuv420p10le'],
    crf: { highest: 63, normal: 30 },
    presets: { names: ['12', '11', '10', '9', '8', '7', '6', '5', '4', '3', '2', '1', '0'], normal: '8' },
    leastSize: { width: 64, height: 64 },
    // It takes no higher ones, whatever their width.
    mostSize: { width: 16_384, height: 8_704 },
    // It counts in 256ths of a frame a second.
    leastRate: { numerator: 1, denominator: 256 },
    arguments: [],
    segmentArguments: (interval) => ['-g', String(interval)],
  },
  vp9: {
    encoder: 'libvpx-vp9',
    extension: 'mp4',
    pixelFormats: ['yuv420p', 'yuv444p'],
    crf: { highest: 63, normal: 30 },
    arguments: ['-b:v', '0', '-row-mt', '1'],
    segmentArguments: (interval) => ['-g', String(interval), '-auto-alt-ref', '0'],
  },
  prores: {
    encoder: 'prores_ks',
    extension: 'mov',
    pixelFormats: ['yuv422p10le', 'yuv444p10le', 'yuva444p10le'],
    arguments: ['-vendor', 'apl0'],
    segmentArguments: intraOnly,
  },
  dnxhr: {
    encoder: 'dnxhd',
    extension: 'mov',
    pixelFormats: ['yuv422p'],
    leastSize: { width: 256, height: 120 },
    arguments: ['-profile:v', 'dnxhr_hq'],
    segmentArguments: intraOnly,
  },
  png: {
    encoder: 'png',
    extension: 'mov',
    pixelFormats: ['rgb24', 'rgba', 'rgb48be', 'rgba64be'],
    arguments: [],
    segmentArguments: intraOnly,
  },
};

/** What there is to know of a codec by its name. */
export function codecOf({ codec }: { readonly codec: VideoCodec }): Codec {
  return CODECS[codec];
}

/** Where a run's video is kept. */
export function videoKey(video: VideoSettings): string {
  return `video.${codecOf(video).extension}`;
}
