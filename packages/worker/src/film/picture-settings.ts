import type { Settings } from '../environment.js';

/** Everything that changes a picture; what only changes the video is left out. */
export interface PictureSettings {
  readonly renderer: string;
  readonly width: number;
  readonly height: number;
  readonly frameFormat: string;
  readonly animationFirst: number;
  readonly animationLast: number;
}

/** Takes from all settings those that change pictures. */
export function pictureSettings(settings: Settings): PictureSettings {
  const { renderer, width, height, frameFormat, animationFirst, animationLast } = settings;
  return { renderer, width, height, frameFormat, animationFirst, animationLast };
}

/** One text that is equal exactly when the pictures are. */
export async function pictureDigest(pictures: PictureSettings): Promise<string> {
  // Only the first step of a run needs it, and loading it takes every other one several milliseconds.
  const { createHash } = await import('node:crypto');
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(pictures).sort()))
    .digest('hex');
}
