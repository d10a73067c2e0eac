import { join } from 'node:path';
import { allOrFirstFailure } from '../all-or-first-failure.js';
import { comparePicture } from './compare-picture.js';
import { drawContactSheet } from './draw-contact-sheet.js';
import { type VerifiedVideo, verifyVideo } from './verify-video.js';
import type { VideoSettings } from './video-settings.js';

/** A video that was made, and what it must be. */
export interface CheckVideoRequest {
  readonly ffmpeg: string;
  /** Path of the video. */
  readonly path: string;
  readonly video: VideoSettings;
  /** The frames it shows, in ascending order. */
  readonly frames: readonly number[];
  /** Reads what a frame must look like; undefined where its file was not kept. */
  readonly readPicture: (frame: number) => Promise<Uint8Array | undefined>;
  readonly pictureCodec: 'png' | 'mjpeg';
  /** A folder for the contact sheet. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** What was found. */
export interface CheckedVideo extends VerifiedVideo {
  /** How much the first and the last picture are like their frames, up to 1; null where those were not kept. */
  readonly similarity: { readonly first: number | null; readonly last: number | null };
  /** Path of the contact sheet. */
  readonly contactSheet: string;
}

/**
 * Makes sure that a video has every frame in equal steps and begins and ends with the right pictures, and draws its contact sheet.
 *
 * @throws WorkerError with exit code 75 if it is not what it must be.
 */
export async function checkVideo(request: CheckVideoRequest): Promise<CheckedVideo> {
  const { video, frames, readPicture, pictureCodec, scratch } = request;
  const contactSheet = join(scratch, 'contact-sheet.jpg');
  const compare = async (position: number) => {
    const picture = await readPicture(frames[position] as number);
    return picture === undefined
      ? null
      : comparePicture({ ...request, position, picture, codec: pictureCodec });
  };
  const verify = async () => {
    const verified = await verifyVideo({ ...request, frames: frames.length, frameRate: video.frameRate });
    await drawContactSheet({ ...request, verified, output: contactSheet });
    return verified;
  };
  const [verified, first, last] = await allOrFirstFailure([verify(), compare(0), compare(frames.length - 1)]);
  return { ...verified, similarity: { first, last }, contactSheet };
}
