import { FrameSet, framesOfChunk } from '@render/batch-fanout/planning';
import { isWholePng } from '../film/check-png.js';
import { type ChunkWork, isRecordedAsDone, writeChunkRecord } from '../film/chunk-record.js';
import { frameKey } from '../film/frame-key.js';
import { guardRun } from '../film/guard-run.js';
import { chooseRenderer } from '../renderers/choose-renderer.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';
import type { JobContext } from './job-context.js';

/** Renders the frames of one chunk that are not there yet, and records what it did. */
export async function render({ settings, log, signal }: JobContext): Promise<void> {
  const { plan, chunk, runId, outputUri } = settings.job;
  const storage = await openStorage({ outputUri, runId });
  const pictureDigest = await guardRun(storage, settings);
  const frames = framesOfChunk(plan, chunk);
  const missing = await findMissing(storage, frames, settings.frameFormat);
  log.info({ frames: frames.toString(), kept: frames.size - missing.length }, 'chunk started');

  const record = { frames, pictureDigest };
  if (missing.length > 0) {
    await renderMissing(storage, missing, record, { settings, log, signal });
  } else if (!(await isRecordedAsDone(storage, settings, record))) {
    await writeChunkRecord(storage, settings, { ...record, state: 'done', seconds: [] });
  }
  log.info({ rendered: missing.length, kept: frames.size - missing.length }, 'chunk finished');
}

async function renderMissing(
  storage: Storage,
  missing: readonly number[],
  record: Pick<ChunkWork, 'frames' | 'pictureDigest'>,
  { settings, log, signal }: JobContext,
): Promise<void> {
  const { width, height, animationFirst, animationLast, frameFormat } = settings;
  const request = { frames: FrameSet.from(missing), width, height, animationFirst, animationLast, signal };
  const seconds: number[] = [];
  try {
    let startedAt = performance.now();
    for await (const { frame, data } of chooseRenderer(settings.renderer).render(request)) {
      await storage.put(frameKey(frame, frameFormat), data).catch((error: unknown) => {
        if (error instanceof WorkerError) error.frame = frame;
        throw error;
      });
      const finishedAt = performance.now();
      seconds.push((finishedAt - startedAt) / 1000);
      log.info({ frame, ms: Math.round((finishedAt - startedAt) * 10) / 10 }, 'frame rendered');
      startedAt = finishedAt;
      signal.throwIfAborted();
    }
  } catch (error) {
    if (signal.aborted) await writeChunkRecord(storage, settings, { ...record, state: 'stopped', seconds });
    throw error;
  }
  await writeChunkRecord(storage, settings, { ...record, state: 'done', seconds });
}

/** Frames that are not there, or not whole; the latter only where something else than a worker wrote them. */
async function findMissing(storage: Storage, frames: FrameSet, format: string): Promise<number[]> {
  const numbers = [...frames];
  const existing = await storage.findExisting(numbers.map((frame) => frameKey(frame, format)));
  const missing: number[] = [];
  for (const frame of numbers) {
    const key = frameKey(frame, format);
    const data = existing.has(key) ? await storage.get(key) : undefined;
    if (data === undefined || !isWholePng(data)) missing.push(frame);
  }
  return missing;
}
