import { FrameSet } from '@render/batch-fanout/planning';
import { assertOneSize } from '../../film/assert-one-size.js';
import { fillMissing } from '../../film/fill-missing.js';
import { frameKey } from '../../film/frame-key.js';
import { guardRun } from '../../film/guard-run.js';
import { readKnownChunks } from '../../film/known-chunks.js';
import { formatJson } from '../../storage/json.js';
import type { Storage } from '../../storage/storage.js';
import type { JobContext } from '../job-context.js';

/** Makes no video, with VIDEO_CODEC=none, but makes sure that frames are there, and lists them in `index.json`. */
export async function writeIndex(storage: Storage, { settings, log }: JobContext): Promise<void> {
  const { job, frameFormat } = settings;
  const [pictureDigest, { records, failed }] = await Promise.all([
    guardRun(storage, settings),
    readKnownChunks(storage, job.plan),
  ]);
  assertOneSize(records.filter((record) => record.pictureDigest === pictureDigest));
  const frames = [...job.plan.frames].sort((a, b) => a - b);
  const fills = await fillMissing(storage, { frames, pieces: [frames], failed }, settings);
  const missing = fills.size === 0 ? null : FrameSet.from(fills.keys()).toString();
  if (missing !== null)
    log.warn({ missing }, `${fills.size} of ${frames.length} frames are missing and left out`);
  const found = frames.filter((frame) => !fills.has(frame));
  const index = found.map((frame) => ({ frame, key: frameKey(frame, frameFormat) }));
  const report = {
    runId: job.runId,
    index: `${storage.uri}/index.json`,
    frames: { planned: frames.length, found: found.length, text: FrameSet.from(frames).toString(), missing },
  };
  await storage.put('index.json', formatJson({ frames: index }));
  await storage.put('report.json', formatJson(report));
  await storage.removeUnfinished().catch((error: Error) => log.warn(error.message));
  log.info({ index: report.index, frames: found.length }, 'compile finished');
}
