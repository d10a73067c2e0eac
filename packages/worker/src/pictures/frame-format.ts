/** How frames can be stored; the names are FRAME_FORMAT's. */
export const FRAME_FORMATS = ['png', 'jpg', 'tif', 'exr'] as const;

/** How frames are stored. */
export type FrameFormat = (typeof FRAME_FORMATS)[number];
