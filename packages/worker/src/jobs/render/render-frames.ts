import { join } from 'node:path';
import { FrameSet } from '@render/batch-fanout/planning';
import { ExitCode } from '../../exit-code.js';
import { mkdir, mkdtemp, rm } from '../../files.js';
import { guardScene } from '../../film/guard-scene.js';
import type { FrameKeeper } from '../../film/keep-frame.js';
import { FrameFailure } from '../../renderers/frame-failure.js';
import type { Renderer, RenderRequest } from '../../renderers/renderer.js';
import { testPattern } from '../../renderers/test-pattern.js';
import type { Storage } from '../../storage/storage.js';
import type { JobContext } from '../job-context.js';
import { renderInSpite } from './render-in-spite.js';
import { type OnKept, renderPass } from './render-pass.js';

/** A child's surroundings, and what keeps its frames. */
export interface RenderWork extends JobContext {
  readonly storage: Storage;
  readonly keeper: FrameKeeper;
  readonly renderer: Renderer;
}

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
  const { settings, log, keeper, renderer } = work;
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
