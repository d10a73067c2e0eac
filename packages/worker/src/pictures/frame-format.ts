/** How frames are stored. */
export type FrameFormat = 'png' | 'jpg' | 'tif' | 'exr';

/** Extensions by which files of each are known. */
export const EXTENSIONS: Readonly<Record<FrameFormat, readonly string[]>> = {
  png: ['png'],
  jpg: ['jpg', 'jpeg'],
  tif: ['tif', 'tiff'],
  exr: ['exr'],
};

/** All of them; the names are FRAME_FORMAT's. */
export const FRAME_FORMATS: readonly FrameFormat[] = ['png', 'jpg', 'tif', 'exr'];
