import { frameKey } from '../../film/frame-key.js';
import { hasSegment } from '../../film/has-segment.js';
import { SegmentEncoder } from '../../film/segment-encoder.js';
import { segmentKey } from '../../film/segment-key.js';
import type { Storage } from '../../storage/storage.js';
import type { JobContext } from '../job-context.js';
import type { Chunk } from './chunk.js';

/** Begins to encode a chunk, of which some frames are there; undefined where it has no segment. */
export function startEncoder(
  storage: Storage,
  { settings, signal }: JobContext,
  { frames, missing }: Chunk,
): SegmentEncoder | undefined {
  const { video, exrTransfer, ffmpegPath, vcpus = 1, frameFormat, job } = settings;
  if (video === undefined || !hasSegment(settings, frames)) return undefined;
  const read = async (frame: number) => {
    const data = await storage.get(frameKey(frame, frameFormat));
    if (data === undefined) throw new Error(`frame ${frame} has gone from ${storage.uri}`);
    return data;
  };
  const encoder = new SegmentEncoder({
    storage,
    key: segmentKey(job.chunk, video),
    frames: [...frames].sort((a, b) => a - b),
    read,
    format: frameFormat,
    exrTransfer,
    video,
    ffmpegPath,
    threads: vcpus,
    signal,
  });
  const absent = new Set(missing);
  for (const frame of frames) if (!absent.has(frame)) encoder.add(frame);
  return encoder;
}
