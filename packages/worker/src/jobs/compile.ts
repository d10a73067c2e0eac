import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FrameSet } from '@render/batch-fanout/planning';
import type { Settings } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import { isWholePng } from '../film/check-png.js';
import { frameKey } from '../film/frame-key.js';
import { guardRun } from '../film/guard-run.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { encodeVideo } from '../video/encode-video.js';
import { findFfmpeg } from '../video/find-ffmpeg.js';
import { formatFrameRate } from '../video/frame-rate.js';
import { verifyVideo } from '../video/verify-video.js';
import { WorkerError } from '../worker-error.js';
import type { JobContext } from './job-context.js';

/** Joins all planned frames, in ascending order, into one video that is checked before it is published. */
export async function compile({ settings, log, signal }: JobContext): Promise<void> {
  const { plan, runId, outputUri } = settings.job;
  const storage = await openStorage({ outputUri, runId });
  const [ffmpeg] = await Promise.all([findFfmpeg(settings.ffmpegPath), guardRun(storage, settings)]);
  log.info({ ffmpeg: ffmpeg.path, version: ffmpeg.version }, 'compile started');

  const frames = [...plan.frames].sort((a, b) => a - b);
  await assertComplete(storage, frames, settings.frameFormat);
  const scratch = await mkdtemp(join(tmpdir(), 'render-compile-'));
  try {
    const path = join(scratch, 'video.mp4');
    const startedAt = performance.now();
    await encodeVideo({
      ffmpeg: ffmpeg.path,
      pictures: readWhole(storage, frames, settings.frameFormat),
      frameRate: settings.frameRate,
      output: path,
      signal,
    });
    const encodedAt = performance.now();
    const verified = await verifyVideo({
      ffmpeg: ffmpeg.path,
      path,
      frames: frames.length,
      frameRate: settings.frameRate,
      signal,
    });
    const verifiedAt = performance.now();
    const report = {
      runId,
      video: `${storage.uri}/video.mp4`,
      frames: { planned: frames.length, found: verified.frames, text: FrameSet.from(frames).toString() },
      fps: formatFrameRate(settings.frameRate),
      durationSeconds: verified.durationSeconds,
      width: verified.width,
      height: verified.height,
      bytes: (await stat(path)).size,
      sha256: await digestOf(path),
      ffmpeg: ffmpeg.version,
      seconds: { encode: toSeconds(encodedAt - startedAt), verify: toSeconds(verifiedAt - encodedAt) },
    };
    signal.throwIfAborted();
    await storage.putFile('video.mp4', path);
    await storage.put('report.json', `${JSON.stringify(report, null, 2)}\n`);
    await storage.removeUnfinished().catch((error: Error) => log.warn(error.message));
    log.info({ video: report.video, frames: verified.frames, bytes: report.bytes }, 'compile finished');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function assertComplete(
  storage: Storage,
  frames: readonly number[],
  format: Settings['frameFormat'],
): Promise<void> {
  const existing = await storage.findExisting(frames.map((frame) => frameKey(frame, format)));
  const missing = frames.filter((frame) => !existing.has(frameKey(frame, format)));
  if (missing.length > 0) throw incomplete(storage, 'missing', missing, frames.length);
}

/** Reads picture after picture; once one is damaged it only looks for further ones, to name them all. */
async function* readWhole(
  storage: Storage,
  frames: readonly number[],
  format: Settings['frameFormat'],
): AsyncGenerator<Uint8Array> {
  const damaged: number[] = [];
  for (const frame of frames) {
    const data = await storage.get(frameKey(frame, format));
    if (data === undefined || !isWholePng(data)) damaged.push(frame);
    else if (damaged.length === 0) yield data;
  }
  if (damaged.length > 0) throw incomplete(storage, 'damaged', damaged, frames.length);
}

function incomplete(
  storage: Storage,
  state: string,
  frames: readonly number[],
  planned: number,
): WorkerError {
  return new WorkerError(
    ExitCode.wrongData,
    `${frames.length} of ${planned} frames in ${storage.uri}/frames are ${state}: ${FrameSet.from(frames)}; render them again`,
  );
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function toSeconds(milliseconds: number): number {
  return Number((milliseconds / 1000).toFixed(3));
}
