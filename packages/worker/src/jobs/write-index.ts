import { FrameSet } from '@render/batch-fanout/planning';
import { frameKey } from '../film/frame-key.js';
import { guardRun } from '../film/guard-run.js';
import { assertFramesExist } from '../film/read-frames.js';
import type { Storage } from '../storage/storage.js';
import type { JobContext } from './job-context.js';

/** Makes no video, with VIDEO_CODEC=none, but makes sure that all frames are there, and lists them in `index.json`. */
export async function writeIndex(storage: Storage, { settings, log }: JobContext): Promise<void> {
  const { job, frameFormat } = settings;
  await guardRun(storage, settings);
  const frames = [...job.plan.frames].sort((a, b) => a - b);
  await assertFramesExist(storage, frames, frames.length, frameFormat);
  const index = frames.map((frame) => ({ frame, key: frameKey(frame, frameFormat) }));
  const report = {
    runId: job.runId,
    index: `${storage.uri}/index.json`,
    frames: { planned: frames.length, found: frames.length, text: FrameSet.from(frames).toString() },
  };
  await storage.put('index.json', `${JSON.stringify({ frames: index }, null, 2)}\n`);
  await storage.put('report.json', `${JSON.stringify(report, null, 2)}\n`);
  await storage.removeUnfinished().catch((error: Error) => log.warn(error.message));
  log.info({ index: report.index, frames: frames.length }, 'compile finished');
}
