import { pictureLayerOf } from '../pictures/exr-layer.js';

/** Threads would decode pictures that nobody asks for, and take longer to begin than one picture. */
export const ONE_THREAD = ['-threads', '1'] as const;

/** ffmpeg's arguments for reading one picture's file; without them `%d` or `*` in its folder's name would be a pattern. */
export const ONE_PICTURE_IN = [...ONE_THREAD, '-f', 'image2', '-pattern_type', 'none'] as const;

/** ffmpeg's arguments for writing one picture's file, whatever its folder is called. */
export const ONE_PICTURE_OUT = ['-frames:v', '1', '-f', 'image2', '-update', '1', '-y'] as const;

/** ffmpeg's arguments for reading an OpenEXR file whose picture is one of several layers. */
export function exrLayerIn(data: Uint8Array): readonly string[] {
  const layer = pictureLayerOf(data);
  return layer === undefined ? [] : ['-layer', layer];
}
