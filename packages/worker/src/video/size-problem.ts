import type { PictureSize } from '../pictures/picture-size.js';
import { codecOf } from './codecs.js';
import type { VideoSettings } from './video-settings.js';

/** Of a picture with a margin of 128 pixels. https://ffmpeg.org/doxygen/5.1/imgutils_8c_source.html */
const MOST_PIXELS = 2 ** 31 / 8 - 1;
const MARGIN = 128;

/** Why ffmpeg makes no video of pictures as large as this, as it stands behind `but`; undefined where it does. Pure. */
export function sizeProblem(
  { codec }: Pick<VideoSettings, 'codec'>,
  { width, height }: PictureSize,
): string | undefined {
  const { leastSize: least = { width: 1, height: 1 } } = codecOf({ codec });
  if (width < least.width || height < least.height)
    return `VIDEO_CODEC=${codec} takes no fewer than ${least.width}x${least.height}`;
  if ((width + MARGIN) * (height + MARGIN) < MOST_PIXELS) return undefined;
  return 'ffmpeg takes no more than 16255x16255, or as many in another shape';
}
