import { FrameSet, framesOfChunk } from '@render/batch-fanout/planning';
import { assertReplaceable } from '../film/assert-replaceable.js';
import { type ChunkRecord, describeChunk } from '../film/chunk-record.js';
import { findUnfinished } from '../film/find-unfinished.js';
import { guardRun } from '../film/guard-run.js';
import { isChunkDone } from '../film/is-chunk-done.js';
import { FrameKeeper } from '../film/keep-frame.js';
import { chooseRenderer } from '../renderers/choose-renderer.js';
import type { Renderer } from '../renderers/renderer.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import type { JobContext } from './job-context.js';
import type { Chunk } from './render/chunk.js';
import { finishChunk, removeFrames, stopChunk } from './render/finish-chunk.js';
import { measureKept } from './render/measure-kept.js';
import { renderFrames } from './render/render-frames.js';
import { startEncoder } from './render/start-encoder.js';

/** Renders the frames of one chunk that are not there yet, encodes them, and records what it did. */
export async function render(context: JobContext): Promise<void> {
  const { settings, log, signal } = context;
  const frames = framesOfChunk(settings.job.plan, settings.job.chunk);
  warnOfMissingIndex(context);
  assertReplaceable(settings, frames);
  // Before the run is bound to settings that nobody can render with.
  const renderer = await chooseRenderer(settings.renderer, { variables: settings.variables, signal });
  renderer.check?.(settings);
  const storage = await openStorage(settings.job, signal);
  const [pictureDigest, missing] = await Promise.all([
    guardRun(storage, settings),
    findUnfinished(storage, [...frames], settings.frameFormat),
  ]);
  const chunk = { frames, missing, pictureDigest };
  const kept = frames.size - missing.length;

  const mayBeDone = kept === frames.size || !settings.keepFrames;
  if (mayBeDone && (await isChunkDone(storage, settings, chunk))) {
    // The attempt that has finished it may have been killed before all of them were gone.
    if (!settings.keepFrames && kept > 0) await removeFrames(storage, settings, frames);
    return log.info({ rendered: 0, kept: frames.size }, 'chunk finished');
  }
  log.info({ frames: frames.toString(), kept }, 'chunk started');
  const failed = await renderChunk(storage, { ...context, renderer }, chunk);
  const missed = failed.length === 0 ? {} : { missing: FrameSet.from(failed).toString() };
  log.info({ rendered: missing.length - failed.length, kept, ...missed }, 'chunk finished');
}

function warnOfMissingIndex({ settings, log }: JobContext): void {
  const { plan, chunk } = settings.job;
  if (plan.chunkCount > 1 && settings.variables.AWS_BATCH_JOB_ARRAY_INDEX === undefined && chunk === 0)
    log.warn(
      `this is chunk 0 of ${plan.chunkCount}; AWS_BATCH_JOB_ARRAY_INDEX, which is not set, tells which`,
    );
}

/** @returns The frames that failed twice and are left out. */
async function renderChunk(
  storage: Storage,
  context: JobContext & { readonly renderer: Renderer },
  chunk: Chunk,
): Promise<readonly number[]> {
  const { settings, log, signal } = context;
  const { frames, missing, pictureDigest } = chunk;
  const encoder = startEncoder(storage, context, chunk);
  const keeper = new FrameKeeper(storage, settings);
  const seconds: number[] = [];
  let failed: readonly number[] = [];
  const recordOf = (work: Pick<ChunkRecord, 'state' | 'segment' | 'segmentProblem'>) =>
    describeChunk(settings, {
      ...work,
      frames: frames.toString(),
      missing: failed.length === 0 ? null : FrameSet.from(failed).toString(),
      pictureDigest,
      size: keeper.size ?? null,
      seconds,
    });

  try {
    if (keeper.size === undefined) await measureKept(storage, keeper, settings, chunk);
    if (missing.length > 0) {
      failed = await renderFrames({ ...context, storage, keeper }, missing, (frame, data, took) => {
        seconds.push(took);
        encoder?.add(frame, data);
        log.info({ frame, ms: Math.round(took * 10_000) / 10 }, 'frame rendered');
      });
    }
    if (failed.length > 0)
      await encoder?.abandon(`it lacks what could not be rendered: ${FrameSet.from(failed)}`);
    const made = await encoder?.finish();
    signal.throwIfAborted();
    const segment = made !== undefined && 'key' in made ? made : null;
    const segmentProblem = made !== undefined && 'problem' in made ? made.problem : null;
    await finishChunk(storage, context, frames, recordOf({ state: 'done', segment, segmentProblem }));
    return failed;
  } catch (error) {
    await encoder?.abandon('the chunk was not finished');
    if (signal.aborted)
      await stopChunk(storage, settings, recordOf({ state: 'stopped', segment: null, segmentProblem: null }));
    throw error;
  }
}
