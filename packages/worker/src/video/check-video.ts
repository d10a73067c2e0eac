import { join } from 'node:path';
import { allOrFirstFailure } from '../all-or-first-failure.js';
import { comparePictures } from './compare-pictures.js';
import { drawContactSheet } from './draw-contact-sheet.js';
import { FfmpegRefusal } from './run-ffmpeg.js';
import { type VerifiedVideo, verifyVideo } from './verify-video.js';
import type { PipedCodec } from './video-picture.js';
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
  readonly pictureCodec: PipedCodec;
  /** The longest distance between two pictures that need no other; undefined where nobody knows. */
  readonly keyframeInterval: number | undefined;
  /** A folder for the contact sheet. */
  readonly scratch: string;
  /** Takes what went wrong without making the video any worse. */
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

/** What was found. */
export interface CheckedVideo extends VerifiedVideo {
  /** How much the first and the last picture are like their frames, up to 1; null where those were not kept. */
  readonly similarity: { readonly first: number | null; readonly last: number | null };
  /** Path of the contact sheet; undefined where ffmpeg draws none. */
  readonly contactSheet: string | undefined;
  /** Seconds until all was checked; the contact sheet takes longer. */
  readonly seconds: number;
}

/**
 * Makes sure that a video has every frame in equal steps and begins and ends with the right pictures, and draws its contact
 * sheet. The sheet follows the shorter of the two checks, so that no more than two programs run at once.
 *
 * @throws WorkerError with exit code 75 if frames or steps are not what they must be, 65 if the pictures are not.
 */
export async function checkVideo(request: CheckVideoRequest): Promise<CheckedVideo> {
  const { video, frames } = request;
  const startedAt = performance.now();
  const verifying = verifyVideo({ ...request, frames: frames.length, frameRate: video.frameRate });
  const comparing = compareEnds(request);
  const checking = Promise.allSettled([verifying, comparing]).then(() => performance.now() - startedAt);
  const drawing = verifying.then(() => drawSheet(request));
  const [verified, similarity, contactSheet, milliseconds] = await allOrFirstFailure([
    verifying,
    comparing,
    drawing,
    checking,
  ]);
  return { ...verified, similarity, seconds: milliseconds / 1000, contactSheet };
}

/** Without a sheet the film is as good as with one. */
async function drawSheet(request: CheckVideoRequest): Promise<string | undefined> {
  const output = join(request.scratch, 'contact-sheet.jpg');
  try {
    await drawContactSheet({ ...request, pictures: request.frames.length, output });
    return output;
  } catch (error) {
    if (!(error instanceof FfmpegRefusal)) throw error;
    request.warn(`there is no contact sheet: ${error.message}`);
    return undefined;
  }
}

async function compareEnds(request: CheckVideoRequest): Promise<CheckedVideo['similarity']> {
  const { frames, readPicture, pictureCodec } = request;
  const last = frames.length - 1;
  const ends = await Promise.all(
    [...new Set([0, last])].map(async (position) => {
      const picture = await readPicture(frames[position] as number);
      return picture === undefined ? [] : [{ position, picture }];
    }),
  );
  const similarities = await comparePictures({ ...request, expected: ends.flat(), codec: pictureCodec });
  return { first: similarities.get(0) ?? null, last: similarities.get(last) ?? null };
}
