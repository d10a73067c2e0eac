import { extractPicture } from '../video/extract-picture.js';
import type { FrameRate } from '../video/frame-rate.js';
import type { PipedCodec } from '../video/video-picture.js';
import { segmentPath } from './fetch-segments.js';
import type { VideoPlan } from './plan-video.js';

/** Segments that were fetched, and how to read them. */
export interface ShownRequest {
  readonly ffmpeg: string;
  readonly plan: VideoPlan;
  /** The folder with the segments. */
  readonly scratch: string;
  readonly frameRate: FrameRate;
  readonly codec: PipedCodec;
  readonly signal: AbortSignal;
}

/** Prepares the reading of frames out of the segments that show them; undefined for a frame that none shows. */
export function createShownReader(request: ShownRequest): (frame: number) => Promise<Uint8Array> | undefined {
  const { plan, scratch } = request;
  // A neighbour of a whole chunk is asked for as often as that has frames, one after another.
  let last: { readonly frame: number; readonly picture: Promise<Uint8Array> } | undefined;
  return (frame) => {
    if (last?.frame === frame) return last.picture;
    for (const { frames, segment } of plan.pieces) {
      const position = segment === undefined ? -1 : frames.indexOf(frame);
      if (segment === undefined || position === -1) continue;
      const path = segmentPath(scratch, segment);
      last = { frame, picture: extractPicture({ ...request, path, position }) };
      return last.picture;
    }
    return undefined;
  };
}
