import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runWorker, smallFilm } from '../run-worker.js';

describe("a renderer in a module of one's own", () => {
  test.each([
    [
      "export const renderer = { name: 'mine', *render() { throw new Error('no light'); } };",
      65,
      'the renderer mine failed: no light',
    ],
    [
      "export const renderer = { name: 'mine', *render() {} };",
      65,
      'the renderer mine ended without frame 1',
    ],
    [
      "export const renderer = { name: 'mine', *render() { yield { frame: 1, data: Buffer.from('x') }; } };",
      65,
      "the renderer's file of frame 1, its bytes, is no whole png",
    ],
  ])('fails with one line: %s', async (source, exitCode, lastMessage) => {
    const { folder, variables } = await smallFilm();
    await mkdir(folder, { recursive: true });
    const RENDERER = join(folder, 'mine.mjs');
    await writeFile(RENDERER, source);
    const film = { ...variables, JOB_TYPE: 'render', TOTAL_FRAMES: '2', RENDERER };
    const result = await runWorker(film);
    expect(result).toMatchObject({ exitCode, lastMessage });
    expect(result.log.at(-1)?.stack).toBeUndefined();
  });
});
