import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { workerEntrypoint } from '../../src/index.js';
import { encodePalettePng } from '../../src/renderers/test-pattern/palette-png.js';
import { runWorker, smallFilm } from '../run-worker.js';

describe("a renderer in a module of one's own", () => {
  test.each([
    [
      "export const renderer = { name: 'mine', *render() { throw new Error('no light'); } };",
      65,
      'the renderer mine failed: no light (mine.mjs:1)',
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
      "export const renderer = { name: 'mine', *render() { yield null; } };",
      65,
      'the renderer mine gave no frame; it must yield { frame, data } or { frame, file }',
    ],
    [
      "export const renderer = { name: 'mine', async render() { return []; } };",
      65,
      'the renderer mine gives no frames to iterate over; write async *render() { yield { frame, data }; }',
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
    const { variables } = await ownFilm(source);
    const result = await runWorker({ ...variables, TOTAL_FRAMES: '2' });
    expect(result).toMatchObject({ exitCode, lastMessage });
    expect(result.log.at(-1)?.stack).toBeUndefined();
  });

  test.each(["throw new Error('no licence is free')", "return Promise.reject('no licence is free')"])(
    'is tried again where RENDER_RETRY_ON finds something in what it throws: %s',
    async (body) => {
      const sources = [
        `prepare() { ${body} }, *render() {}`,
        `async *render() { await (async () => { ${body} })(); }`,
      ];
      for (const source of sources) {
        const { variables } = await ownFilm(`export const renderer = { name: 'mine', ${source} };`);
        const film = { ...variables, TOTAL_FRAMES: '2', ON_MISSING_FRAMES: 'hold' };
        expect(await runWorker({ ...film, RENDER_RETRY_ON: 'no licen[cs]e' })).toMatchObject({
          exitCode: 75,
          lastMessage: expect.stringMatching(/the renderer mine failed: no licence is free/),
        });
      }
    },
  );

  test.each(['../../../esc.txt', '/abs/esc.txt', 'a/b.txt', 'a\\b.txt', 'a\0b.txt', '..', '.', ''])(
    'cannot name a further file so that it lies elsewhere: %j',
    async (name) => {
      const { folder, variables } = await ownFilm(
        `import { writeFileSync } from 'node:fs';
       import { join } from 'node:path';
       export const renderer = { name: 'mine', *render({ scratch }) {
         const path = join(scratch, 'further');
         writeFileSync(path, 'depth');
         yield { frame: 1, data: Buffer.from('${draw(16)}', 'base64'), others: { ${JSON.stringify(name)}: path } };
       } };`,
      );
      const result = await runWorker({ ...variables, WIDTH: '16', HEIGHT: '16', TOTAL_FRAMES: '1' });
      expect(result.lastMessage).toBe(
        `the further file ${JSON.stringify(name)} of frame 1 has no plain name; name it like depth.exr, without folders`,
      );
      expect(result.exitCode).toBe(65);
      const written = await readdir(folder, { recursive: true });
      expect(written.filter((path) => /frames|esc/.test(path))).toEqual([]);
    },
  );

  test('cannot give a further file a name that is too long for a disk', async () => {
    const name = 'long'.repeat(61);
    const { variables } = await ownFilm(
      `import { writeFileSync } from 'node:fs';
       import { join } from 'node:path';
       export const renderer = { name: 'mine', *render({ scratch }) {
         writeFileSync(join(scratch, 'z'), 'depth');
         yield { frame: 1, data: Buffer.from('${draw(16)}', 'base64'), others: { ${name}: join(scratch, 'z') } };
       } };`,
    );
    expect(await runWorker({ ...variables, WIDTH: '16', HEIGHT: '16', TOTAL_FRAMES: '1' })).toMatchObject({
      exitCode: 65,
      lastMessage: `the further file "${name}" of frame 1 has too long a name; a file's has 255 bytes at most, that of the frame included`,
    });
  });

  test.each([
    [
      "await import('node:fs/promises').then((fs) => fs.readFile('/nowhere'))",
      /no such file or directory, open '\/nowhere'( \(mine\.mjs:1\))?$/,
    ],
    ["new URL('x')", /failed: Invalid URL \(mine\.mjs:1\)$/],
    ['throw Object.create(null)', /failed: \[Object: null prototype\] \{\}$/],
  ])('names its own line and no other: %s', async (code, message) => {
    const { variables } = await ownFilm(
      `export const renderer = { name: 'mine', async *render() { ${code}; } };`,
    );
    const { exitCode, lastMessage } = await runWorker({
      ...variables,
      TOTAL_FRAMES: '1',
      RENDER_RETRY_ON: 'mine|:1',
    });
    expect(lastMessage).toMatch(message);
    expect(exitCode).toBe(65);
  });

  test('names no line where Node tells none, as of a syntax error', async () => {
    const { variables } = await ownFilm('\nexport const renderer = ;');
    expect((await runWorker({ ...variables, TOTAL_FRAMES: '1' })).lastMessage).toMatch(
      /^RENDERER='.*' cannot be loaded: Unexpected token ';'$/,
    );
  });

  test('may write every frame to the same paths', async () => {
    const { folder, variables } = await ownFilm(
      `import { mkdirSync, writeFileSync } from 'node:fs';
       import { join } from 'node:path';
       export const renderer = { name: 'mine', *render({ frames, scratch }) {
         const [file, depth, layers] = ['a.png', 'z.txt', 'layers'].map((name) => join(scratch, name));
         const pictures = ${JSON.stringify([1, 2, 3, 4, 5, 6].map((grey) => draw(16, grey)))};
         for (const frame of frames) {
           mkdirSync(layers, { recursive: true });
           writeFileSync(file, Buffer.from(pictures[frame - 1], 'base64'));
           for (const path of [depth, join(layers, 'y.txt')]) writeFileSync(path, 'depth of ' + frame);
           yield { frame, file, others: { 'z.txt': depth, layers } };
         }
       } };`,
    );
    const film = { ...variables, WIDTH: '16', HEIGHT: '16', TOTAL_FRAMES: '6', VIDEO_CODEC: 'none' };
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    for (let frame = 1; frame <= 6; frame += 1) {
      const read = (name: string) => readFile(join(folder, `frames/frame-00000${frame}.${name}`), 'base64');
      expect(await read('png')).toBe(draw(16, frame));
      const depth = Buffer.from(`depth of ${frame}`).toString('base64');
      expect(await Promise.all([read('z.txt'), read('layers.y.txt')])).toEqual([depth, depth]);
    }
  });

  test.each([
    ['new Map([["z.txt", path]])', /^the further files of frame 1 are no object of paths by name/],
    ['new Set([path])', /^the further files of frame 1 are no object of paths by name/],
    ['[path]', /^the further files of frame 1 are no object of paths by name/],
    ['{ a: path, b: path }', /^the further file "b" of frame 1, .*, has gone; give each once$/],
  ])('cannot lose further files: %s', async (others, message) => {
    const { variables } = await ownFilm(
      `import { writeFileSync } from 'node:fs';
       import { join } from 'node:path';
       export const renderer = { name: 'mine', *render({ scratch }) {
         const path = join(scratch, 'z.txt');
         writeFileSync(path, 'depth');
         yield { frame: 1, data: Buffer.from('${draw(16)}', 'base64'), others: ${others} };
       } };`,
    );
    const film = { ...variables, WIDTH: '16', HEIGHT: '16', TOTAL_FRAMES: '1' };
    const { exitCode, lastMessage } = await runWorker(film);
    expect(lastMessage).toMatch(message);
    expect(exitCode).toBe(65);
  });

  test.each([
    'file: needed',
    'data, others: { notes: needed }',
    'file: linked',
    'data, others: { all: folder }',
  ])('cannot give away files that lie elsewhere: %s', async (given) => {
    const { folder, variables } = await ownFilm(
      `import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
         import { join } from 'node:path';
         const data = Buffer.from('${draw(16)}', 'base64');
         export const renderer = { name: 'mine', *render({ scratch, variables }) {
           const folder = join(variables.ELSEWHERE, 'assets');
           mkdirSync(folder);
           const needed = join(folder, 'needed.png');
           writeFileSync(needed, data);
           symlinkSync(folder, join(scratch, 'link'));
           const linked = join(scratch, 'link', 'needed.png');
           yield { frame: 1, ${given} };
         } };`,
    );
    const ELSEWHERE = dirname(folder);
    const film = { ...variables, ELSEWHERE, WIDTH: '16', HEIGHT: '16', TOTAL_FRAMES: '1' };
    const { exitCode, lastMessage } = await runWorker(film);
    expect(lastMessage).toMatch(/^the file of frame 1, .*, lies outside of request\.scratch/);
    expect(exitCode).toBe(65);
    expect(await readdir(join(ELSEWHERE, 'assets'))).toEqual(['needed.png']);
  });

  test.each([
    ['FRAME_TIMEOUT_SECONDS', 'the renderer mine took more than 2 s'],
    ['RENDER_STALL_SECONDS', 'the renderer mine said nothing and finished no frame for 1 s'],
  ])('that never ends is ended by %s', async (limit, lastMessage) => {
    const { variables } = await ownFilm(
      "export const renderer = { name: 'mine', async *render() { await new Promise(() => setInterval(() => {}, 1e3)); } };",
    );
    const result = await runWorker({ ...variables, TOTAL_FRAMES: '2', [limit]: '1' });
    expect(result).toMatchObject({ exitCode: 75, lastMessage });
  });

  test('that never loads is ended by RENDER_STALL_SECONDS', async () => {
    const { variables } = await ownFilm('await new Promise(() => setInterval(() => {}, 1e3));');
    const result = await runWorker({
      ...variables,
      TOTAL_FRAMES: '2',
      RENDER_STALL_SECONDS: '2',
      FRAME_TIMEOUT_SECONDS: '1',
    });
    expect(result).toMatchObject({
      exitCode: 75,
      lastMessage: expect.stringMatching(/^RENDERER='.*' was not loaded: it said nothing .* for 2 s$/),
    });
  });

  const work = "console.error('at work'); await new Promise(() => setInterval(() => {}, 1e3));";
  test.each([
    ['never ends', `export const renderer = { name: 'mine', async *render() { ${work} } };`],
    ['never loads', work],
  ])('that %s is left when the job has to stop', async (_, source) => {
    const { variables } = await ownFilm(source);
    const child = spawn(process.execPath, [workerEntrypoint], {
      env: { ...variables, TOTAL_FRAMES: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 50_000,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stderr, 'data');
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(143);
  });

  test('whose failure nobody waits for ends the job with one line and 70', async () => {
    const { variables } = await ownFilm(
      "export const renderer = { name: 'mine', async *render() { setTimeout(() => { throw new Error('late'); }); await new Promise(() => {}); } };",
    );
    const result = await runWorker({ ...variables, TOTAL_FRAMES: '1' });
    expect(result).toMatchObject({
      exitCode: 70,
      lastMessage: 'bug in the worker or in a module that it has loaded: late',
    });
  });

  test('is noticed when its frames have different sizes, although they are looked at side by side', async () => {
    const { folder, variables } = await smallFilm();
    const { WIDTH: _, HEIGHT: __, ...rest } = variables;
    await mkdir(folder, { recursive: true });
    const RENDERER = join(folder, 'mine.mjs');
    const frames = JSON.stringify([16, 17, 18].map((width) => draw(width)));
    await writeFile(
      RENDERER,
      `export const renderer = { name: 'mine', *render() { for (const [index, data] of ${frames}.entries()) yield { frame: index + 1, data: Buffer.from(data, 'base64') }; } };`,
    );
    const result = await runWorker({ ...rest, JOB_TYPE: 'render', TOTAL_FRAMES: '3', RENDERER });
    expect(result.lastMessage).toMatch(/has 1[78]x16 pixels, not 16x16 like the others$/);
    expect(result.exitCode).toBe(65);
  });
});

/** A picture of one colour, 16 pixels high, as base64. */
function draw(width: number, colour = 0): string {
  const rows = new Uint8Array(16 * (width + 1)).fill(colour);
  for (let row = 0; row < 16; row += 1) rows[row * (width + 1)] = 0;
  return encodePalettePng({ width, height: 16, stride: width + 1, rows }, new Uint8Array(30)).toString(
    'base64',
  );
}

/** A film of which one chunk is rendered by a module of this source. */
async function ownFilm(source: string) {
  const { folder, variables } = await smallFilm();
  await mkdir(folder, { recursive: true });
  const RENDERER = join(folder, 'mine.mjs');
  await writeFile(RENDERER, source);
  return { folder, variables: { ...variables, JOB_TYPE: 'render', RENDERER } };
}
