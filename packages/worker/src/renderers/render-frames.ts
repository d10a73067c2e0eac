import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FrameSet } from '@render/batch-fanout/planning';
import { BoundedTasks } from '../film/bounded-tasks.js';
import type { FrameKeeper } from '../film/keep-frame.js';
import type { JobContext } from '../jobs/job-context.js';
import type { Settings } from '../settings/settings.js';
import { chooseRenderer } from './choose-renderer.js';
import type { RenderRequest } from './renderer.js';
import { testPattern } from './test-pattern.js';

/** Frames on their way to storage at once: S3 takes long for one and many at a time. */
const TRANSFERS = 8;

/** Renders frames and keeps each; calls back with each that is kept. */
export async function renderFrames(
  keeper: FrameKeeper,
  context: JobContext,
  frames: readonly number[],
  onKept: (frame: number, data: Uint8Array, seconds: number) => void,
): Promise<void> {
  const { settings, signal } = context;
  const renderer = await chooseRenderer(settings.renderer);
  const transfers = new BoundedTasks(TRANSFERS);
  const scratch = renderer === testPattern ? undefined : await makeScratch();
  try {
    const request = await makeRequest(context, frames, scratch ?? '');
    await renderer.prepare?.(request);
    let startedAt = performance.now();
    for await (const rendered of renderer.render(request)) {
      const seconds = (performance.now() - startedAt) / 1000;
      await transfers.add(async () => onKept(rendered.frame, await keeper.keep(rendered), seconds));
      startedAt = performance.now();
    }
    // What was finished when the job was asked to stop is kept.
    signal.throwIfAborted();
  } finally {
    try {
      await transfers.settle();
    } finally {
      if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
    }
  }
}

async function makeScratch(): Promise<string> {
  const { tmpdir } = await import('node:os');
  return mkdtemp(join(tmpdir(), 'render-scratch-'));
}

async function makeRequest(
  { settings, log, signal }: JobContext,
  frames: readonly number[],
  scratch: string,
): Promise<RenderRequest> {
  const { width, height, frameFormat, animationFirst, animationLast, vcpus = 1, variables } = settings;
  return {
    frames: FrameSet.from(frames),
    width,
    height,
    frameFormat,
    animationFirst,
    animationLast,
    scene: await sceneOf(settings, scratch),
    scratch,
    vcpus,
    variables,
    report: (message) => log.info({ renderer: message }, 'renderer reports'),
    signal,
  };
}

async function sceneOf(settings: Settings, scratch: string): Promise<string | undefined> {
  if (settings.sceneUri === undefined) return undefined;
  const { openScene } = await import('./open-scene.js');
  return openScene({
    sceneUri: settings.sceneUri,
    sceneFile: settings.sceneFile,
    folder: join(scratch, 'scene'),
  });
}
