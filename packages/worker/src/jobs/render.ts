import { FrameSet, framesOfChunk } from '@render/batch-fanout/planning';
import { ExitCode } from '../exit-code.js';
import { areNeighbours } from '../film/are-neighbours.js';
import { type ChunkRecord, describeChunk, readChunkRecord, writeChunkRecord } from '../film/chunk-record.js';
import { findUnfinished } from '../film/find-unfinished.js';
import { frameKey } from '../film/frame-key.js';
import { guardRun } from '../film/guard-run.js';
import { FrameKeeper } from '../film/keep-frame.js';
import { SegmentEncoder } from '../film/segment-encoder.js';
import { segmentKey } from '../film/segment-key.js';
import type { Settings } from '../settings/settings.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { videoDigest } from '../video/video-settings.js';
import { WorkerError } from '../worker-error.js';
import type { JobContext } from './job-context.js';
import { renderFrames } from './render/render-frames.js';

/** Renders the frames of one chunk that are not there yet, encodes them, and records what it did. */
export async function render(context: JobContext): Promise<void> {
  const { settings, log, signal } = context;
  const storage = await openStorage(settings.job, signal);
  const { plan, chunk } = settings.job;
  const frames = framesOfChunk(plan, chunk);
  if (plan.chunkCount > 1 && settings.variables.AWS_BATCH_JOB_ARRAY_INDEX === undefined && chunk === 0)
    log.warn(
      `this is chunk 0 of ${plan.chunkCount}; AWS_BATCH_JOB_ARRAY_INDEX, which is not set, tells which`,
    );
  const isPreview = !settings.keepFrames;
  if (isPreview && !hasSegment(context, frames) && settings.job.generation === 0) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      "KEEP_FRAMES='false' needs a segment of every chunk, but frames of other chunks lie between this one's; keep the frames",
    );
  }
  const [pictureDigest, missing] = await Promise.all([
    guardRun(storage, settings),
    findUnfinished(storage, [...frames], settings.frameFormat),
  ]);
  if (isPreview && (await isDone(storage, context, frames, pictureDigest))) {
    return log.info({ rendered: 0, kept: frames.size }, 'chunk finished');
  }
  log.info({ frames: frames.toString(), kept: frames.size - missing.length }, 'chunk started');

  const isWhole = missing.length === 0 && (await isDone(storage, context, frames, pictureDigest));
  const failed = isWhole ? [] : await renderMissing(storage, context, { frames, missing, pictureDigest });
  const rendered = missing.length - failed.length;
  const missed = failed.length === 0 ? {} : { missing: FrameSet.from(failed).toString() };
  log.info({ rendered, kept: frames.size - missing.length, ...missed }, 'chunk finished');
}

interface Chunk {
  readonly frames: FrameSet;
  readonly missing: readonly number[];
  readonly pictureDigest: string;
}

/** @returns The frames that failed twice and are left out. */
async function renderMissing(
  storage: Storage,
  context: JobContext,
  chunk: Chunk,
): Promise<readonly number[]> {
  const { settings, log, signal } = context;
  const { frames, missing, pictureDigest } = chunk;
  const encoder = startEncoder(storage, context, chunk);
  const seconds: number[] = [];
  const keeper = new FrameKeeper(storage, settings, signal);
  let failed: readonly number[] = [];
  const record = (work: Pick<ChunkRecord, 'state' | 'segment' | 'segmentProblem'>) => {
    const known = {
      ...work,
      frames: frames.toString(),
      missing: failed.length === 0 ? null : FrameSet.from(failed).toString(),
      pictureDigest,
      size: keeper.size ?? null,
      seconds,
    };
    return writeChunkRecord(storage, describeChunk(settings, known));
  };
  let made: Awaited<ReturnType<SegmentEncoder['finish']>> | undefined;
  try {
    if (missing.length > 0) {
      await measureKept(storage, keeper, settings, chunk);
      failed = await renderFrames({ ...context, storage, keeper }, missing, (frame, data, took) => {
        seconds.push(took);
        encoder?.add(frame, data);
        log.info({ frame, ms: Math.round(took * 10_000) / 10 }, 'frame rendered');
      });
    }
    if (failed.length > 0) await encoder?.abandon(`frames ${FrameSet.from(failed)} are missing`);
    made = await encoder?.finish();
    signal.throwIfAborted();
  } catch (error) {
    await encoder?.abandon('the chunk was not finished');
    if (signal.aborted) await record({ state: 'stopped', segment: null, segmentProblem: null });
    throw error;
  }
  const segment = made !== undefined && 'key' in made ? made : null;
  const segmentProblem = made !== undefined && 'problem' in made ? made.problem : null;
  if (segmentProblem !== null)
    log.warn(`this chunk has no segment, so compile encodes it: ${segmentProblem}`);
  await record({ state: 'done', segment, segmentProblem });
  if (!settings.keepFrames && segment !== null) {
    await storage.remove([...frames].map((frame) => frameKey(frame, settings.frameFormat)));
  }
  return failed;
}

/** Whether an earlier attempt has left nothing to do but to say so. */
async function isDone(
  storage: Storage,
  context: JobContext,
  frames: FrameSet,
  pictureDigest: string,
): Promise<boolean> {
  const { job, video, exrTransfer } = context.settings;
  const record = await readChunkRecord(storage, job);
  if (record?.state !== 'done' || record.frames !== frames.toString()) return false;
  if (record.pictureDigest !== pictureDigest) return false;
  if (!hasSegment(context, frames)) return true;
  const { segment } = record;
  if (video === undefined || segment?.videoDigest !== videoDigest(video, exrTransfer)) return false;
  return (await storage.findExisting([segment.key])).size === 1;
}

/** Repairs write frames only: their chunks are not those of the run's first plan. */
function hasSegment({ settings }: JobContext, frames: FrameSet): boolean {
  const { plan, generation } = settings.job;
  return (
    settings.video !== undefined &&
    settings.segments &&
    generation === 0 &&
    areNeighbours(frames, plan.frames)
  );
}

function startEncoder(
  storage: Storage,
  context: JobContext,
  { frames, missing }: Chunk,
): SegmentEncoder | undefined {
  const { settings, signal } = context;
  const { video, exrTransfer, ffmpegPath, vcpus = 1, frameFormat, job } = settings;
  if (video === undefined || !hasSegment(context, frames)) return undefined;
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

/** An earlier attempt's frames say how large the others must be. */
async function measureKept(
  storage: Storage,
  keeper: FrameKeeper,
  { frameFormat }: Settings,
  { frames, missing }: Chunk,
): Promise<void> {
  const absent = new Set(missing);
  for (const frame of frames) {
    if (absent.has(frame)) continue;
    const data = await storage.get(frameKey(frame, frameFormat));
    return data === undefined ? undefined : keeper.measure(frame, data);
  }
}
