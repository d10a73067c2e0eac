import { frameKey } from '../../film/frame-key.js';
import { hasSegment } from '../../film/has-segment.js';
import { isChunkDone } from '../../film/is-chunk-done.js';
import { SegmentEncoder } from '../../film/segment-encoder.js';
import { segmentKey } from '../../film/segment-key.js';
import type { Storage } from '../../storage/storage.js';
import type { JobContext } from '../job-context.js';
import type { Chunk } from './chunk.js';

/** Begins to encode a chunk, of which some frames are there; undefined where it has no segment. */
export function startEncoder(
  storage: Storage,
  { settings, signal }: JobContext,
  chunk: Chunk,
): SegmentEncoder | undefined {
  const { frames, missing } = chunk;
  const { video, exrTransfer, ffmpegPath, vcpus = 1, frameFormat, job, keepFrames } = settings;
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
    // What another child that runs at the same moment has put in the place of its frames must stay.
    isWanted: async () => keepFrames || !(await isChunkDone(storage, settings, chunk)),
    signal,
  });
  const absent = new Set(missing);
  for (const frame of frames) if (!absent.has(frame)) encoder.add(frame);
  return encoder;
}
