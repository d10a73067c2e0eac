import type { FrameRate } from './frame-rate.js';

/** The codecs a film can be made with. */
export const VIDEO_CODECS = ['h264', 'h265', 'av1', 'vp9', 'prores', 'dnxhr', 'png'] as const;

/** The value of VIDEO_CODEC. */
export type VideoCodec = (typeof VIDEO_CODECS)[number];

/** Everything that changes a video beside its pictures. Segments join only where all of it is equal. */
export interface VideoSettings {
  readonly codec: VideoCodec;
  /** As ffmpeg names it, such as `yuv420p`. */
  readonly pixelFormat: string;
  /** Constant rate factor, lower is better; undefined where the codec has none. */
  readonly crf: number | undefined;
  /** Speed of the encoder, as it names it; undefined where the codec has none. */
  readonly preset: string | undefined;
  readonly frameRate: FrameRate;
}

/** One text that is equal exactly when the settings are. */
export function videoDigest({ codec, pixelFormat, crf, preset, frameRate }: VideoSettings): string {
  const { numerator, denominator } = frameRate;
  return [codec, pixelFormat, `crf=${crf}`, `preset=${preset}`, `fps=${numerator}/${denominator}`].join(' ');
}
