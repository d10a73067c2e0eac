import { FrameSet, framesOfChunk } from '@render/batch-fanout/planning';
import { isWholePng } from '../film/check-png.js';
import { writeChunkRecord } from '../film/chunk-record.js';
import { frameKey } from '../film/frame-key.js';
import { guardRun } from '../film/guard-run.js';
import { chooseRenderer } from '../renderers/choose-renderer.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import type { JobContext } from './job-context.js';

/** Renders the frames of one chunk that are not there yet, and records what it did. */
export async function render({ settings, log, signal }: JobContext): Promise<void> {
  const { plan, chunk, runId, outputUri } = settings.job;
  const storage = openStorage({ outputUri, runId });
  await guardRun(storage, settings);
  const frames = framesOfChunk(plan, chunk);
  const missing = await findMissing(storage, frames, settings.frameFormat);
  log.info({ frames: frames.toString(), kept: frames.size - missing.length }, 'chunk started');

  const seconds: number[] = [];
  const record = (state: 'done' | 'stopped') =>
    writeChunkRecord(storage, settings, { state, frames, seconds });
  try {
    let startedAt = performance.now();
    for await (const { frame, data } of renderMissing(missing)) {
      await storage.put(frameKey(frame, settings.frameFormat), data);
      const finishedAt = performance.now();
      seconds.push((finishedAt - startedAt) / 1000);
      log.info({ frame, ms: Math.round((finishedAt - startedAt) * 10) / 10 }, 'frame rendered');
      startedAt = finishedAt;
      signal.throwIfAborted();
    }
  } catch (error) {
    if (signal.aborted) await record('stopped');
    throw error;
  }
  await record('done');
  log.info({ rendered: missing.length, kept: frames.size - missing.length }, 'chunk finished');

  function renderMissing(numbers: readonly number[]) {
    if (numbers.length === 0) return [];
    const { width, height, animationFirst, animationLast } = settings;
    const request = { frames: FrameSet.from(numbers), width, height, animationFirst, animationLast, signal };
    return chooseRenderer(settings.renderer).render(request);
  }
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
