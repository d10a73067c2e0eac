import type { FrameSet } from '@render/batch-fanout/planning';
import { type ChunkRecord, createChunkRecord, writeChunkRecord } from '../../film/chunk-record.js';
import { frameKey } from '../../film/frame-key.js';
import { isChunkDone } from '../../film/is-chunk-done.js';
import type { Settings } from '../../settings/settings.js';
import type { Storage } from '../../storage/storage.js';
import type { JobContext } from '../job-context.js';

/**
 * Stores the record of a chunk that is done; where frames are not kept, they go once its segment is proven to be there.
 *
 * AWS Batch may run a child twice at the same moment, as when the host of the first was given up but is alive. Of a chunk that the
 * other one has finished only the frames go that have come since; so it is with a segment that was made again.
 */
export async function finishChunk(
  storage: Storage,
  { settings, log }: JobContext,
  frames: FrameSet,
  record: ChunkRecord,
): Promise<void> {
  const chunk = { frames, pictureDigest: record.pictureDigest };
  if (!settings.keepFrames && (await isChunkDone(storage, settings, chunk))) {
    await removeFrames(storage, settings, frames);
    return log.info('this chunk was finished before');
  }
  if (record.segmentProblem !== null)
    log.warn(`this chunk has no segment, so compile encodes it: ${record.segmentProblem}`);
  await writeChunkRecord(storage, record);
  if (settings.keepFrames || record.segment === null) return;
  if (await isChunkDone(storage, settings, chunk)) await removeFrames(storage, settings, frames);
  else log.warn('the segment is not the one that was stored a moment ago, so the frames are kept');
}

/** Stores the record of a chunk that was stopped; where frames are not kept, another child's record is worth more. */
export async function stopChunk(storage: Storage, settings: Settings, record: ChunkRecord): Promise<void> {
  await (settings.keepFrames ? writeChunkRecord : createChunkRecord)(storage, record);
}

/** Removes the frames of a chunk whose segment stands for them. */
export async function removeFrames(
  storage: Storage,
  { frameFormat }: Settings,
  frames: FrameSet,
): Promise<void> {
  await storage.remove([...frames].map((frame) => frameKey(frame, frameFormat)));
}
