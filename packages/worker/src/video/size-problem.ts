import type { PictureSize } from '../pictures/picture-size.js';
import { codecOf } from './codecs.js';
import type { VideoSettings } from './video-settings.js';

/** Of a picture with a margin of 128 pixels. https://ffmpeg.org/doxygen/5.1/imgutils_8c_source.html */
const MOST_PIXELS = 2 ** 31 / 8 - 1;
const MARGIN = 128;
/** The largest even square within these. */
const MOST_SQUARE = 16_254;

/**
 * Why no video is made of pictures as large as this, as it stands behind `but`; undefined where nothing speaks against it. Pure.
 */
export function sizeProblem({ codec }: Pick<VideoSettings, 'codec'>, size: PictureSize): string | undefined {
  const { leastSize: least, mostSize: most } = codecOf({ codec });
  // Odd sides are made even.
  const [width, height] = [size.width, size.height].map((side) => side + (side % 2)) as [number, number];
  if (least !== undefined && (size.width < least.width || size.height < least.height))
    return `VIDEO_CODEC=${codec} takes no fewer than ${least.width}x${least.height}`;
  if (most !== undefined && (width > most.width || height > most.height))
    return `VIDEO_CODEC=${codec} takes no more than ${most.width}x${most.height}`;
  if ((width + MARGIN) * (height + MARGIN) < MOST_PIXELS) return undefined;
  return `ffmpeg takes no more than ${MOST_SQUARE}x${MOST_SQUARE}, or as many in another shape`;
}
