import { codecOf } from '../video/codecs.js';
import type { VideoSettings } from '../video/video-settings.js';

/** Where a chunk of the run's first plan is kept as a video: `segments/segment-00000.mp4`. */
export function segmentKey(chunk: number, video: VideoSettings): string {
  return `segments/segment-${String(chunk).padStart(5, '0')}.${codecOf(video).extension}`;
}
