import { join } from 'node:path';
import type { FrameSet } from '@render/batch-fanout/planning';
import { mkdtemp, rm } from '../files.js';
import type { Settings } from '../settings/settings.js';
import type { Storage } from '../storage/storage.js';
import { videoDigest } from '../video/video-settings.js';
import { readChunkRecord, type SegmentRecord } from './chunk-record.js';
import { fetchSegment } from './fetch-segment.js';
import { hasSegment } from './has-segment.js';

/** A chunk as its record has to tell of it. */
export interface ExpectedChunk {
  readonly frames: FrameSet;
  readonly pictureDigest: string;
}

/**
 * Whether a chunk's record says that there is nothing left to do, and its segment is there. Where a segment stands for frames
 * that are not kept, all of it is read to be sure.
 */
export async function isChunkDone(
  storage: Storage,
  settings: Settings,
  { frames, pictureDigest }: ExpectedChunk,
): Promise<boolean> {
  const { job, video, exrTransfer, keepFrames } = settings;
  const record = await readChunkRecord(storage, job);
  if (record?.state !== 'done' || record.frames !== frames.toString()) return false;
  if (record.pictureDigest !== pictureDigest) return false;
  if (!hasSegment(settings, frames)) return true;
  const { segment } = record;
  if (video === undefined || segment?.videoDigest !== videoDigest(video, exrTransfer)) return false;
  if (keepFrames) return (await storage.findExisting([segment.key])).size === 1;
  return isWhole(storage, segment);
}

async function isWhole(storage: Storage, segment: SegmentRecord): Promise<boolean> {
  const { tmpdir } = await import('node:os');
  const scratch = await mkdtemp(join(tmpdir(), 'render-segment-'));
  try {
    return (await fetchSegment(storage, segment, join(scratch, 'segment'))) === 'whole';
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
