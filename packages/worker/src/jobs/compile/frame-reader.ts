import { readFrame, readFrames } from '../../film/read-frames.js';
import { createShownReader } from '../../film/read-shown.js';
import { createSlatePainter } from '../../film/slate.js';
import { DEFAULT_SIZE, type PictureSize } from '../../pictures/picture-size.js';
import type { Settings } from '../../settings/settings.js';
import { pipedCodec, videoPicture } from '../../video/video-picture.js';
import type { CompileContext } from './compile-context.js';
import type { PlannedFilm } from './plan-film.js';

/** Reads a film's pictures, fit for ffmpeg's pipe. */
export interface FrameReader {
  /** In the given order, a few ahead. */
  readonly all: (frames: readonly number[]) => AsyncIterable<Uint8Array>;
  /** A single one; undefined where its file was not kept. */
  readonly one: (frame: number) => Promise<Uint8Array | undefined>;
}

/** Prepares the reading of a film's frames: those that are missing are held or slates. */
export function createFrameReader(
  { ffmpeg, plan, fills, kept, size }: PlannedFilm,
  { settings, storage, video, scratch, signal }: CompileContext,
): FrameReader {
  const { frameFormat: format, exrTransfer } = settings;
  const request = { ffmpeg, format, exrTransfer, signal };
  const codec = pipedCodec(format);
  const segments = { ffmpeg, plan, scratch, frameRate: video.frameRate, codec, signal };
  const readShown = createShownReader(segments);
  const source = {
    storage,
    planned: settings.job.plan.frames.size,
    format,
    fills,
    size,
    convert: (data: Uint8Array) => videoPicture(data, request),
    readShown: (frame: number) => (kept.has(frame) ? undefined : readShown(frame)),
    // Frames of which nothing says how large they are were put there by hand.
    drawSlate: createSlatePainter(size ?? settingsSize(settings) ?? DEFAULT_SIZE, settings, request),
  };
  return {
    all: (frames) => readFrames(source, frames),
    one: async (frame) => (kept.has(frame) ? readFrame(source, frame) : undefined),
  };
}

function settingsSize({ width, height }: Settings): PictureSize | undefined {
  return width === undefined || height === undefined ? undefined : { width, height };
}
