import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseFrameSet } from '@render/batch-fanout';
import { expect, onTestFinished, test } from 'vitest';
import { command } from '../../src/renderers/command/command.js';
import { renderUnderLimits } from '../../src/renderers/module/render-under-limits.js';
import type { Renderer, RenderRequest } from '../../src/renderers/renderer.js';
import { drawFrame } from './drawn-film.js';

const quick: Renderer = {
  name: 'quick',
  async *render({ frames }) {
    for (const frame of frames) yield { frame, data: Buffer.from('picture') };
  },
};

test.each<[string, (request: RenderRequest) => ReturnType<Renderer['render']>]>([
  ['a module', (request) => renderUnderLimits(quick, 'quick', request)],
  ['a program', (request) => command.render(request)],
])('%s is not ended as stalled while its frames wait for storage', async (_, render) => {
  const scratch = await mkdtemp(join(tmpdir(), 'slow-storage-'));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const args = ['{output}', '{first}', '{last}', '{step}'];
  const request: RenderRequest = {
    frames: parseFrameSet('1-8'),
    width: undefined,
    height: undefined,
    frameFormat: 'png',
    animationFirst: 1,
    animationLast: 8,
    scene: undefined,
    scratch,
    vcpus: 1,
    variables: {
      RENDER_COMMAND: JSON.stringify([process.execPath, drawFrame, 'slow', ...args]),
      RENDER_STALL_SECONDS: '2',
    },
    report: () => undefined,
    signal: new AbortController().signal,
  };
  const taken: number[] = [];
  for await (const { frame } of render(request)) {
    if (frame <= 3) await delay(2_500);
    taken.push(frame);
  }
  expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
