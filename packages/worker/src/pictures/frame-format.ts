/** How frames are stored. */
export type FrameFormat = 'png' | 'jpg' | 'tif' | 'exr';

/** All of them; the names are FRAME_FORMAT's. */
export const FRAME_FORMATS: readonly FrameFormat[] = ['png', 'jpg', 'tif', 'exr'];
