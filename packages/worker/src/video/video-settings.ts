import type { FrameRate } from './frame-rate.js';

/** The value of VIDEO_CODEC. */
export type VideoCodec = 'h264' | 'h265' | 'av1' | 'vp9' | 'prores' | 'dnxhr' | 'png';

/** The codecs a film can be made with. */
export const VIDEO_CODECS: readonly VideoCodec[] = ['h264', 'h265', 'av1', 'vp9', 'prores', 'dnxhr', 'png'];

/** Everything that changes a video beside its pictures. Segments join only where all of it is equal. */
export interface VideoSettings {
  /** VIDEO_CODEC. */
  readonly codec: VideoCodec;
  /** As ffmpeg names it, such as `yuv420p`. */
  readonly pixelFormat: string;
  /** Constant rate factor, lower is better; undefined where the codec has none. */
  readonly crf: number | undefined;
  /** Speed of the encoder, as it names it; undefined where the codec has none. */
  readonly preset: string | undefined;
  /** Frames per second. */
  readonly frameRate: FrameRate;
}

/** One text that is equal exactly when the settings are. */
export function videoDigest(
  { codec, pixelFormat, crf, preset, frameRate }: VideoSettings,
  exrTransfer: string | undefined,
): string {
  const { numerator, denominator } = frameRate;
  const transfer = exrTransfer === undefined ? [] : [`exr=${exrTransfer}`];
  const rate = `fps=${numerator}/${denominator}`;
  return [codec, pixelFormat, `crf=${crf}`, `preset=${preset}`, rate, ...transfer].join(' ');
}
