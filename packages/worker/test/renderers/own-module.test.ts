import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodePalettePng } from '../../src/renderers/test-pattern/palette-png.js';
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
    [
      "export const renderer = { name: 'mine', *render() { yield { frame: 7, data: Buffer.from('x') }; } };",
      65,
      'the renderer mine gave frame 7 twice or without being asked for it',
    ],
    [
      "export const renderer = { name: 'mine', *render() { process.exit(0); } };",
      70,
      'the process ended before its work was done; a module must neither exit nor wait for ever',
    ],
    [
      "export const renderer = { name: 'mine', *render() { yield { frame: 1, data: 'text' }; } };",
      65,
      'the renderer mine gave frame 1 neither as data, a Uint8Array, nor as file, a path',
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

  test('is noticed when its frames have different sizes, although they are looked at side by side', async () => {
    const { folder, variables } = await smallFilm();
    const { WIDTH: _, HEIGHT: __, ...rest } = variables;
    await mkdir(folder, { recursive: true });
    const RENDERER = join(folder, 'mine.mjs');
    const draw = (width: number) =>
      encodePalettePng(
        { width, height: 16, stride: width + 1, rows: new Uint8Array(16 * (width + 1)) },
        new Uint8Array(6),
      ).toString('base64');
    const frames = JSON.stringify([16, 17, 18].map(draw));
    await writeFile(
      RENDERER,
      `export const renderer = { name: 'mine', *render() { for (const [index, data] of ${frames}.entries()) yield { frame: index + 1, data: Buffer.from(data, 'base64') }; } };`,
    );
    const result = await runWorker({ ...rest, JOB_TYPE: 'render', TOTAL_FRAMES: '3', RENDERER });
    expect(result.lastMessage).toMatch(/has 1[78]x16 pixels, not 16x16 like the others$/);
    expect(result.exitCode).toBe(65);
  });
});
