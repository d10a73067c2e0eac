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

/** Prepares the reading of frames out of the segments that show them, each once; undefined for a frame that none shows. */
export function createShownReader(request: ShownRequest): (frame: number) => Promise<Uint8Array> | undefined {
  const { plan, scratch } = request;
  // A neighbour of a whole chunk is asked for as often as that has frames.
  const known = new Map<number, Promise<Uint8Array>>();
  return (frame) => {
    const piece = plan.pieces.find(({ frames, segment }) => segment !== undefined && frames.includes(frame));
    if (piece?.segment === undefined) return undefined;
    const path = segmentPath(scratch, piece.segment);
    const picture =
      known.get(frame) ?? extractPicture({ ...request, path, position: piece.frames.indexOf(frame) });
    known.set(frame, picture);
    return picture;
  };
}
