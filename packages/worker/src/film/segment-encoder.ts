import { join } from 'node:path';
import { mkdtemp, rm, stat } from '../files.js';
import type { FrameFormat } from '../pictures/frame-format.js';
import { checksumOfFile } from '../storage/checksum-of-file.js';
import type { Storage } from '../storage/storage.js';
import { encodeVideo } from '../video/encode-video.js';
import { locateFfmpeg } from '../video/find-ffmpeg.js';
import { type ExrTransfer, pipedCodec, videoPicture } from '../video/video-picture.js';
import { type VideoSettings, videoDigest } from '../video/video-settings.js';
import type { SegmentRecord } from './chunk-record.js';
import { FrameFeed } from './frame-feed.js';

/** A chunk to be encoded. */
export interface SegmentRequest {
  readonly storage: Storage;
  readonly key: string;
  /** The chunk's frames in ascending order. */
  readonly frames: readonly number[];
  /** Reads a frame's file that is finished. */
  readonly read: (frame: number) => Promise<Uint8Array>;
  readonly format: FrameFormat;
  readonly exrTransfer: ExrTransfer | undefined;
  readonly video: VideoSettings;
  readonly ffmpegPath: string | undefined;
  /** Threads of what encodes: it takes memory for each, and a machine of many cores runs many children. */
  readonly threads: number;
  /** Whether it is to be stored, asked once it is encoded. */
  readonly isWanted: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Encodes a chunk while it is rendered. What goes wrong is kept until the end, because frames are worth more. */
export class SegmentEncoder {
  readonly #feed: FrameFeed;
  readonly #made: Promise<SegmentRecord | { readonly problem: string }>;
  readonly #stop = new AbortController();

  constructor(request: SegmentRequest) {
    const signal = AbortSignal.any([request.signal, this.#stop.signal]);
    this.#feed = new FrameFeed(request.frames, request.read);
    this.#made = makeSegment({ ...request, signal }, this.#feed).catch((error: Error) => ({
      problem: error.message,
    }));
  }

  /** Says that a picture is finished, whatever its place in the chunk. */
  add(frame: number, data?: Uint8Array): void {
    this.#feed.add(frame, data);
  }

  /** Waits until the segment is stored, or for the reason why there is none. */
  finish(): Promise<SegmentRecord | { readonly problem: string }> {
    return this.#made;
  }

  /** Ends the encoder, because the chunk was not rendered whole; that is the reason why there is no segment. */
  async abandon(why: string): Promise<void> {
    const reason = new Error(why);
    this.#stop.abort(reason);
    this.#feed.fail(reason);
    await this.#made;
  }
}

async function makeSegment(
  { storage, key, format, exrTransfer, video, ffmpegPath, threads, isWanted, signal }: SegmentRequest,
  feed: FrameFeed,
): Promise<SegmentRecord> {
  const ffmpeg = await locateFfmpeg(ffmpegPath);
  async function* pictures() {
    for await (const data of feed) yield await videoPicture(data, { ffmpeg, format, exrTransfer, signal });
  }
  const { tmpdir } = await import('node:os');
  const scratch = await mkdtemp(join(tmpdir(), 'render-segment-'));
  try {
    const output = join(scratch, key.replace(/.*\//, ''));
    const { version = 'unknown' } = await encodeVideo({
      ffmpeg,
      pictures: pictures(),
      pictureCodec: pipedCodec(format),
      video,
      isSegment: true,
      threads,
      output,
      signal,
    });
    const [{ size: bytes }, checksum] = await Promise.all([stat(output), checksumOfFile(output)]);
    if (!(await isWanted())) throw new Error('this chunk was finished before');
    await storage.putFile(key, output);
    return { key, bytes, crc32: checksum, videoDigest: videoDigest(video, exrTransfer), ffmpeg: version };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
