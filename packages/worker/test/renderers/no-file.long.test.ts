import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodePalettePng } from '../../src/renderers/test-pattern/palette-png.js';
import { runWorker, smallFilm } from '../run-worker.js';
import { drawnFilm } from './drawn-film.js';

const PIXEL = encodePalettePng(
  { width: 16, height: 16, stride: 17, rows: new Uint8Array(16 * 17) },
  new Uint8Array(6),
).toString('base64');

describe('what a renderer gives in the place of a file', () => {
  test('is its mistake in a further file, too', async () => {
    const { film } = await moduleFilm(
      `{ frame: 1, data: Buffer.from('${PIXEL}', 'base64'), others: { 'depth.exr': '/nowhere/depth.exr' } }`,
    );
    expect(await runWorker(film)).toMatchObject({
      exitCode: 65,
      lastMessage: 'the further file "depth.exr" of frame 1, /nowhere/depth.exr, is not there',
    });
  });

  test.each([
    ['a\0b', /^the further file "depth\.exr" of frame 1, a\0b, cannot be read: .* without null bytes/],
    ['x'.repeat(5_000), /^the further file "depth\.exr" of frame 1, x*, cannot be read: ENAMETOOLONG/],
  ])('is its mistake where no file can have the path of a further one: %#', async (path, message) => {
    const others = JSON.stringify({ 'depth.exr': path });
    const { film } = await moduleFilm(
      `{ frame: 1, data: Buffer.from('${PIXEL}', 'base64'), others: ${others} }`,
    );
    const result = await runWorker(film);
    expect(result.lastMessage).toMatch(message);
    expect(result.exitCode).toBe(65);
    expect(result.log.at(-1)?.stack).toBeUndefined();
  });

  test('is its mistake where no file can have the path of a picture', async () => {
    const { film } = await moduleFilm(`{ frame: 1, file: ${JSON.stringify('a\0b')} }`);
    expect(await runWorker(film)).toMatchObject({
      exitCode: 65,
      lastMessage: expect.stringMatching(/^the renderer's file of frame 1, a\0b, cannot be read: /),
    });
  });

  test.each([
    ['into a folder', / ended with 0 but wrote no /],
    ['fifo', /frame 1, .*frame-000001\.png, is a pipe; make the renderer write a regular file$/],
  ])('is its mistake, not one of the worker: %s', async (what, message) => {
    const { film } = await drawnFilm(what, { TOTAL_FRAMES: '1' });
    const result = await runWorker(film);
    expect(result.lastMessage).toMatch(message);
    expect(result.exitCode).toBe(65);
    expect(result.log.at(-1)?.stack).toBeUndefined();
  });

  test('is its mistake when nothing is there', async () => {
    const { film } = await absentFile();
    expect(await runWorker(film)).toMatchObject({
      exitCode: 65,
      lastMessage: "the renderer's file of frame 1, /nowhere/1.png, is not there",
    });
  });

  test.each(['into a folder', 'nothing there'])(
    'leaves out the frame with ON_MISSING_FRAMES: %s',
    async (what) => {
      const { folder, film } =
        what === 'nothing there' ? await absentFile() : await drawnFilm(what, { TOTAL_FRAMES: '1' });
      expect(await runWorker({ ...film, ON_MISSING_FRAMES: 'hold' })).toMatchObject({ exitCode: 0 });
      const record = JSON.parse(await readFile(join(folder, 'chunks/g0-chunk-00000.json'), 'utf8'));
      expect(record).toMatchObject({ state: 'done', missing: '1' });
    },
  );
});

/** A film whose renderer names a file that it has not written. */
const absentFile = () => moduleFilm("{ frame: 1, file: '/nowhere/1.png' }");

/** A film of one frame, which a module gives so. */
async function moduleFilm(rendered: string) {
  const { folder, variables } = await smallFilm();
  const { WIDTH: _, HEIGHT: __, ...rest } = variables;
  const RENDERER = join(folder, '../mine.mjs');
  await writeFile(RENDERER, `export const renderer = { name: 'mine', *render() { yield ${rendered}; } };`);
  return { folder, film: { ...rest, JOB_TYPE: 'render', RENDERER, TOTAL_FRAMES: '1' } };
}
