import type { PictureSize } from '../pictures/picture-size.js';
import { drawBackground } from '../renderers/test-pattern/background.js';
import { createFramePainter } from '../renderers/test-pattern/frame-painter.js';
import { encodePalettePng } from '../renderers/test-pattern/palette-png.js';
import type { Settings } from '../settings/settings.js';
import { convertPicture, type PictureRequest } from '../video/video-picture.js';

/** How much of each colour a slate has, so that nobody takes it for a frame: red, green, blue. */
const TINT = [1, 0.3, 0.3] as const;
/** JPEG at hardly any loss. */
const AS_JPEG = ['-q:v', '2', '-c:v', 'mjpeg'];

/** Prepares a painter of slates: a red test pattern with the number of the frame that is missing, fit for the film's pipe. */
export function createSlatePainter(
  { width, height }: PictureSize,
  animation: Pick<Settings, 'animationFirst' | 'animationLast'>,
  request: Omit<PictureRequest, 'exrTransfer'>,
): (frame: number) => Promise<Uint8Array> {
  // Hardly any film needs one.
  let paint: ((frame: number) => Uint8Array) | undefined;
  return async (frame) => {
    paint ??= createPngPainter({ width, height }, animation);
    const slate = paint(frame);
    return request.format === 'jpg'
      ? convertPicture(slate, { ...request, from: 'png', to: 'jpg', output: AS_JPEG })
      : slate;
  };
}

function createPngPainter(
  { width, height }: PictureSize,
  animation: Pick<Settings, 'animationFirst' | 'animationLast'>,
): (frame: number) => Uint8Array {
  const background = drawBackground(width, height);
  const palette = background.palette.map((value, index) =>
    Math.round(Math.max(value, index % 3 === 0 ? 70 : 0) * (TINT[index % 3] as number)),
  );
  const paint = createFramePainter(background, animation);
  return (frame) => encodePalettePng(paint(frame), palette);
}
