import { join } from 'node:path';
import { FrameSet } from '@render/batch-fanout/planning';
import { ExitCode } from '../../exit-code.js';
import { mkdir, mkdtemp, rm } from '../../files.js';
import { BoundedTasks } from '../../film/bounded-tasks.js';
import { guardScene } from '../../film/guard-scene.js';
import type { FrameKeeper } from '../../film/keep-frame.js';
import { chooseRenderer } from '../../renderers/choose-renderer.js';
import { FrameFailure } from '../../renderers/frame-failure.js';
import type { RenderedFrame, Renderer, RenderRequest } from '../../renderers/renderer.js';
import { testPattern } from '../../renderers/test-pattern.js';
import type { Storage } from '../../storage/storage.js';
import { WorkerError } from '../../worker-error.js';
import type { JobContext } from '../job-context.js';
import { renderInSpite } from './render-in-spite.js';

/** Frames on their way to storage at once: S3 takes long for one and many at a time. */
export const TRANSFERS = 8;

/** A child's surroundings, and what keeps its frames. */
export interface RenderWork extends JobContext {
  readonly storage: Storage;
  readonly keeper: FrameKeeper;
}

/** Called with each frame that is kept, its file and how long it took. */
type OnKept = (frame: number, data: Uint8Array, seconds: number) => void;

/**
 * Renders frames and keeps each; calls back with each that is kept.
 *
 * @returns The frames that failed twice; never any with ON_MISSING_FRAMES=fail.
 */
export async function renderFrames(
  work: RenderWork,
  frames: readonly number[],
  onKept: OnKept,
): Promise<readonly number[]> {
  const { settings, log, keeper } = work;
  const renderer = await chooseRenderer(settings.renderer);
  const scratch = renderer === testPattern ? undefined : await makeScratch();
  try {
    const request = await makeRequest(work, frames, scratch ?? '');
    await renderer.prepare?.(request);
    const kept = new Set<number>();
    let passes = 0;
    const renderSome = async (some: readonly number[]) => {
      const folder = scratch === undefined ? '' : join(scratch, `pass-${passes++}`);
      if (folder !== '') await mkdir(folder);
      const pass = { ...request, frames: FrameSet.from(some), scratch: folder };
      await renderPass(renderer, pass, keeper, (frame, data, seconds) => {
        kept.add(frame);
        onKept(frame, data, seconds);
      });
      assertComplete(renderer, some, kept);
    };
    if (settings.onMissingFrames === 'fail') {
      await renderSome(frames);
      return [];
    }
    return await renderInSpite({
      frames,
      renderSome,
      isKept: (frame) => kept.has(frame),
      onFailed: (frame, { message }) => log.warn({ frame }, `frame failed twice and is left out: ${message}`),
    });
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

async function renderPass(
  renderer: Renderer,
  request: RenderRequest,
  keeper: FrameKeeper,
  onKept: OnKept,
): Promise<void> {
  // A frame that is refused ends the renderer, and so does whatever else ends this pass early.
  const end = new AbortController();
  const transfers = new BoundedTasks(TRANSFERS, () => end.abort());
  const signal = AbortSignal.any([request.signal, end.signal]);
  try {
    let startedAt = process.uptime();
    const awaited = new Set(request.frames);
    for await (const rendered of renderer.render({ ...request, signal })) {
      assertHasPicture(renderer, rendered);
      if (!awaited.delete(rendered.frame)) throw unexpectedFrame(renderer, rendered.frame);
      const seconds = process.uptime() - startedAt;
      await transfers.add(async () => onKept(rendered.frame, await keeper.keep(rendered), seconds));
      startedAt = process.uptime();
    }
    // What was finished when the job was asked to stop is kept.
    request.signal.throwIfAborted();
  } finally {
    end.abort();
    await transfers.settle();
  }
}

function unexpectedFrame({ name }: Renderer, frame: number): WorkerError {
  return new WorkerError(
    ExitCode.wrongData,
    `the renderer ${name} gave frame ${frame} twice or without being asked for it`,
  );
}

/** Modules are written by anybody. */
function assertHasPicture({ name }: Renderer, rendered: RenderedFrame | null | undefined): void {
  const { frame, data, file } = rendered ?? {};
  if (typeof frame !== 'number') {
    throw new WorkerError(
      ExitCode.wrongData,
      `the renderer ${name} gave no frame; it must yield { frame, data } or { frame, file }`,
    );
  }
  if (data instanceof Uint8Array || typeof file === 'string') return;
  throw new WorkerError(
    ExitCode.wrongData,
    `the renderer ${name} gave frame ${frame} neither as data, a Uint8Array, nor as file, a path`,
  );
}

function assertComplete({ name }: Renderer, frames: readonly number[], kept: ReadonlySet<number>): void {
  const absent = frames.find((frame) => !kept.has(frame));
  if (absent === undefined) return;
  const failure = new FrameFailure(ExitCode.wrongData, `the renderer ${name} ended without frame ${absent}`);
  failure.frame = absent;
  throw failure;
}

async function makeScratch(): Promise<string> {
  const { tmpdir } = await import('node:os');
  return mkdtemp(join(tmpdir(), 'render-scratch-'));
}

async function makeRequest(
  work: RenderWork,
  frames: readonly number[],
  scratch: string,
): Promise<RenderRequest> {
  const { settings, log, signal } = work;
  const { width, height, frameFormat, animationFirst, animationLast, vcpus = 1, variables } = settings;
  return {
    frames: FrameSet.from(frames),
    width,
    height,
    frameFormat,
    animationFirst,
    animationLast,
    scene: scratch === '' ? undefined : await sceneOf(work, scratch),
    scratch,
    vcpus,
    variables,
    report: (message) => log.info({ renderer: message }, 'renderer reports'),
    signal,
  };
}

async function sceneOf(
  { settings, storage, signal }: RenderWork,
  scratch: string,
): Promise<string | undefined> {
  const { sceneUri, sceneFile } = settings;
  if (sceneUri === undefined) return undefined;
  const { openScene } = await import('../../renderers/open-scene.js');
  const { path, version } = await openScene({ sceneUri, sceneFile, folder: join(scratch, 'scene'), signal });
  if (version !== undefined) await guardScene(storage, { sceneUri, version });
  return path;
}
