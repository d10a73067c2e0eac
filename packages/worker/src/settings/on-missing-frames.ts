/** What becomes of frames that a renderer fails twice; the names are ON_MISSING_FRAMES's. */
export const ON_MISSING_FRAMES = ['fail', 'hold', 'slate'] as const;

/** The value of ON_MISSING_FRAMES. */
export type OnMissingFrames = (typeof ON_MISSING_FRAMES)[number];
