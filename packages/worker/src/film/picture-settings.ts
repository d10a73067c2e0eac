import { createHash } from 'node:crypto';
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
export function pictureDigest(pictures: PictureSettings): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(pictures).sort()))
    .digest('hex');
}
