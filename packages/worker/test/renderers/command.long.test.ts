import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isSoundPng } from '../../src/pictures/check-png.js';
import { encodePalettePng } from '../../src/renderers/test-pattern/palette-png.js';
import { findFfmpeg } from '../../src/video/find-ffmpeg.js';
import { runWorker, startWorker } from '../run-worker.js';
import { startS3Server } from '../storage/s3-server.js';
import { drawFrame, drawnFilm } from './drawn-film.js';

const readRecord = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'chunks/g0-chunk-00000.json'), 'utf8'));

describe('the command renderer', () => {
  test('calls a program for every frame, several at once, and makes a video of what it draws', async () => {
    const { folder, film } = await drawnFilm('file', { VCPUS: '3' });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0, lastMessage: 'chunk finished' });
    expect((await readdir(join(folder, 'frames'))).length).toBe(4);
    expect(await readRecord(folder)).toMatchObject({
      state: 'done',
      rendered: 4,
      size: { width: 64, height: 48 },
    });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toMatchObject({
      width: 64,
      way: 'join',
    });
  });

  test('calls it once for every run of frames in equal steps, and keeps the further files of a frame', async () => {
    const { folder, film } = await drawnFilm('folder');
    const { TOTAL_FRAMES: _, ...rest } = film;
    expect(await runWorker({ ...rest, FRAMES: '-4--2,1-9:4' })).toMatchObject({ exitCode: 0 });
    const frames = ['-00004', '-00003', '-00002', '000001', '000005', '000009'];
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual(
      frames.flatMap((frame) => [`frame-${frame}.png`, `frame-${frame}.shot.depth.png`]).sort(),
    );
  });

  test.each(['files', 'S3'])('keeps further files that lie in folders, on %s', async (storage) => {
    const s3 = await startS3Server(['films']);
    onTestFinished(() => s3.close());
    const { folder, film } = await drawnFilm('layers', { TOTAL_FRAMES: '2' });
    const place = storage === 'S3' ? { ...s3.variables, OUTPUT_URI: 's3://films' } : {};
    expect(await runWorker({ ...film, ...place })).toMatchObject({
      exitCode: 0,
      lastMessage: 'chunk finished',
    });
    const kept =
      storage === 'S3'
        ? [...s3.objects.keys()].flatMap((key) => /^films\/film\/frames\/(.*)/.exec(key)?.[1] ?? [])
        : await readdir(join(folder, 'frames'));
    expect(kept.sort()).toEqual(
      ['000001', '000002'].flatMap((frame) => [
        `frame-${frame}.depth.left.z.png`,
        `frame-${frame}.depth.z.png`,
        `frame-${frame}.png`,
      ]),
    );
  });

  test('keeps further files that come in a second pass, and takes no picture that is drawn again', async () => {
    const args = [process.execPath, drawFrame, 'second-pass', '{output}', '{first}', '{last}', '{step}'];
    const { folder, film } = await drawnFilm('file', { RENDER_COMMAND: JSON.stringify(args) });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual(
      ['000001', '000002', '000003', '000004'].flatMap((frame) => [
        `frame-${frame}.png`,
        `frame-${frame}.shot.depth.exr`,
        `frame-${frame}.shot.normal.png`,
      ]),
    );
    const rough = await runWorker({ ...film, RUN_ID: 'rough', ROUGH: 'true' });
    expect(rough.lastMessage).toMatch(/^the renderer drew frame 1 again after it had begun a later one/);
    expect(rough.exitCode).toBe(65);
  });

  test('keeps further files of a frame that bear no number, where each call renders one', async () => {
    const { folder, film } = await drawnFilm('unnumbered', { TOTAL_FRAMES: '2' });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual(
      ['000001', '000002'].flatMap((frame) => [
        `frame-${frame}.cryptomatte.json`,
        `frame-${frame}.png`,
        `frame-${frame}.z.png`,
      ]),
    );
  });

  test.each([
    [
      { LINK: '/etc' },
      /the further file "depth\.linked" of frame 1, \/.*, is a link; only files and folders/,
    ],
    [{ LINK: 'z.png' }, /"depth\.linked" of frame 1, .* is a link/],
    [{ PIPE: 'pipe' }, /"depth\.pipe" of frame 1, .* is a pipe/],
  ])('follows nothing else among them: %j', async (given, message) => {
    const { folder, film } = await drawnFilm('layers', { TOTAL_FRAMES: '1' });
    const result = await runWorker({ ...film, ...(given as Record<string, string>) });
    expect(result.lastMessage).toMatch(message);
    expect(result.exitCode).toBe(65);
    expect(existsSync(join(folder, 'frames'))).toBe(false);
  });

  test.each(['jpg', 'tif'])(
    'keeps frames as %s, and makes segments and a video of them',
    async (FRAME_FORMAT) => {
      const { path: ffmpeg } = await findFfmpeg(undefined);
      const source = 'testsrc=size=162x91:rate=24';
      const draw = [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        source,
        '-vf',
        'select=eq(n\\,{frame})',
        '-frames:v',
        '1',
        '{output}',
      ];
      const { folder, film } = await drawnFilm('file', {
        RENDER_COMMAND: JSON.stringify([ffmpeg, ...draw]),
        FRAME_FORMAT,
      });
      for (const SEGMENTS of ['true', 'false']) {
        const given = { ...film, SEGMENTS, RUN_ID: `film-${SEGMENTS}` };
        expect(await runWorker(given)).toMatchObject({ exitCode: 0, lastMessage: 'chunk finished' });
        expect(await runWorker({ ...given, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
        const report = JSON.parse(await readFile(join(folder, `../film-${SEGMENTS}/report.json`), 'utf8'));
        expect(report).toMatchObject({
          way: SEGMENTS === 'true' ? 'join' : 'encode',
          width: 162,
          height: 92,
        });
        expect(report.similarity.last).toBeGreaterThan(0.9);
      }
    },
  );

  test('ends the program as soon as a frame is refused', async () => {
    const args = ['{output}', '{first}', '{last}', '{step}'];
    const RENDER_COMMAND = JSON.stringify([process.execPath, drawFrame, 'broken-first', ...args]);
    const { film } = await drawnFilm('file', { RENDER_COMMAND, TOTAL_FRAMES: '60' });
    // The program would take a minute, and this worker is killed after 50 seconds.
    const result = await runWorker(film);
    expect(result.lastMessage).toMatch(/frame 1, .* is no whole png$/);
    expect(result.exitCode).toBe(65);
  });

  test.each(['stubborn', 'hang'])('leaves no program behind that does not stop: %s', async (what) => {
    const args = ['{output}', '{first}', '{last}', '{step}'];
    const RENDER_COMMAND = JSON.stringify([process.execPath, drawFrame, what, ...args]);
    const { film } = await drawnFilm('file', { RENDER_COMMAND, TOTAL_FRAMES: '60' });
    const worker = startWorker(film);
    if (what === 'hang') {
      await worker.untilLine(/renderer reports/);
      worker.process.kill('SIGTERM');
      await delay(300);
      worker.process.kill('SIGTERM');
    }
    const { exitCode, log } = await worker.ended;
    expect(exitCode).toBe(what === 'hang' ? 143 : 65);
    const program = Number(log.find(({ msg }) => msg === 'renderer reports')?.renderer);
    expect(program).toBeGreaterThan(0);
    expect(() => process.kill(program, 0)).toThrow(/ESRCH/);
  });

  test('takes no half picture for a whole one when the clock is set back', async () => {
    const args = ['{output}', '{first}', '{last}', '{step}'];
    const RENDER_COMMAND = JSON.stringify([process.execPath, drawFrame, 'set-back', ...args]);
    const { film } = await drawnFilm('file', { RENDER_COMMAND, TOTAL_FRAMES: '2' });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
  });

  test('reports what the program says of its progress, but not every line of it', async () => {
    const say = [
      'Fra:7 Mem:9.1M (Peak 10.8M) | Time:00:04.02 | Remaining:01:20.50 | Mem:0.9M | Scene, ViewLayer | Sample 3/128',
      'Fra:7 Mem:9.1M (Peak 10.8M) | Time:00:05.02 | Remaining:01:19.50 | Mem:0.9M | Scene, ViewLayer | Sample 4/128',
      'openjd_status: tidies up',
    ];
    const print = `${say.map((line) => `console.log(${JSON.stringify(line)});`).join('')} process.exit(1)`;
    const RENDER_COMMAND = JSON.stringify([process.execPath, '-e', print, '{frame}', '{output}']);
    const { film } = await drawnFilm('file', { RENDER_COMMAND, TOTAL_FRAMES: '1' });
    const { log } = await runWorker(film);
    expect(log.flatMap(({ renderer }) => renderer ?? [])).toEqual([
      'frame 7, Sample 3/128, Remaining:01:20.50',
      'tidies up',
    ]);
  });

  test.each([
    ['4,9', '4-9x5'],
    ['1,2,4,9', '1-2x1'],
    ['1-3,9', '1-3x1'],
  ])('calls it for a run of frames, of which two are one too: %s', async (FRAMES, firstCall) => {
    const print = "console.log('openjd_status: ' + process.argv.at(-1))";
    const args = ['-e', print, '{output}', '{first}-{last}x{step}'];
    const { film } = await drawnFilm('file', { RENDER_COMMAND: JSON.stringify([process.execPath, ...args]) });
    const { TOTAL_FRAMES: _, ...rest } = film;
    const { log } = await runWorker({ ...rest, FRAMES });
    expect(log.find(({ renderer }) => renderer !== undefined)?.renderer).toBe(firstCall);
  });

  test('is not led astray by further numbers in names', async () => {
    const draw = `const { writeFileSync, readFileSync } = require('node:fs');
      const [folder, first, last] = process.argv.slice(1);
      for (let frame = Number(first); frame <= Number(last); frame += 1) {
        const number = String(frame).padStart(4, '0');
        require('node:child_process').execFileSync(process.execPath, [${JSON.stringify(drawFrame)}, 'file', folder + '/cam3_' + number + '.png', frame]);
        writeFileSync(folder + '/cam3_' + number + '.v2.txt', 'notes');
      }
      setTimeout(() => undefined, 900);`;
    const RENDER_COMMAND = JSON.stringify([process.execPath, '-e', draw, '{output}', '{first}', '{last}']);
    const { folder, film } = await drawnFilm('file', { RENDER_COMMAND, TOTAL_FRAMES: '5' });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    const names = (await readdir(join(folder, 'frames'))).sort();
    expect(names.slice(0, 2)).toEqual(['frame-000001.cam3.v2.txt', 'frame-000001.png']);
    expect(names).toHaveLength(10);
  });

  test('takes the picture that RENDER_OUTPUT names', async () => {
    const { folder, film } = await drawnFilm('folder', {
      TOTAL_FRAMES: '2',
      RENDER_OUTPUT: 'shot.{frame}.depth.png',
    });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual([
      'frame-000001.png',
      'frame-000001.shot.png',
      'frame-000002.png',
      'frame-000002.shot.png',
    ]);
  });

  test.each([
    ['empty', {}, 65, /frame 1, .*frame-000001\.png, is empty/],
    ['half', {}, 65, /frame 1, .* is no whole png/],
    ['nothing', {}, 65, /ended with 0 but wrote no png of frame 1; make it write to \{output\}/],
    ['crash', {}, 65, /ended with 3; it said last: line 11 \| .* line 30$/],
    ['licence', {}, 65, /ended with 1; it said last: no licence is free/],
    ['licence', { RENDER_RETRY_ON: 'no licence' }, 75, /ended with 1; it said last: no licence is free/],
    ['fail', {}, 65, /failed: the light was off/],
    ['file', { WIDTH: '32', HEIGHT: '32' }, 65, /has 64x48 pixels, not 32x32/],
    ['file', { SIZE: '40000x1' }, 65, /has 40000x1 pixels; at most 32768 a side are allowed/],
    ['lie', { SIZE: '100000x100000' }, 65, /has 100000x100000 pixels; at most 32768 a side are allowed/],
    ['hang', { RENDER_STALL_SECONDS: '1' }, 75, /said nothing and finished no frame for 1 s/],
    ['hang', { FRAME_TIMEOUT_SECONDS: '1' }, 75, /took more than 1 s/],
  ])('says in one line what is wrong: %s %j', async (what, given, exitCode, message) => {
    const { folder, film } = await drawnFilm(what, { TOTAL_FRAMES: '1', ...given } as Record<string, string>);
    const result = await runWorker(film);
    expect(result.lastMessage).toMatch(message);
    expect(result.exitCode).toBe(exitCode);
    expect(existsSync(join(folder, 'frames/frame-000001.png'))).toBe(false);
  });

  test('bears a program that prints gigabytes without a line break', async () => {
    const { film } = await drawnFilm('flood', { TOTAL_FRAMES: '1' });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
  });

  test.each([
    [undefined, /RENDER_COMMAND is not set/],
    ['render {frame}', /it is no JSON array of texts/],
    ['["render"]', /it needs either \{frame\}, or \{first\} and one of/],
    ['["render","{frame}"]', /it needs \{output\}/],
    ['["render","{frame}","{first}","{output}"]', /it needs either/],
    ['["render","{frames}","{output}"]', /\{frames\} is not one of \{frame\} \{first\}/],
    ['["render","{frame}","{output:04}"]', /\{output:04\} is no number that could be padded/],
    ['["render","{frame}","{output}","{scene}"]', /has \{scene\}, but SCENE_URI is not set/],
  ])('refuses the command %s', async (RENDER_COMMAND, message) => {
    const { film } = await drawnFilm('file');
    const { RENDER_COMMAND: _, ...rest } = film;
    const result = await runWorker({ ...rest, ...(RENDER_COMMAND !== undefined && { RENDER_COMMAND }) });
    expect(result.lastMessage).toMatch(message);
    expect(result.exitCode).toBe(64);
  });

  test.each([1, 3])('keeps layers that lie in folders without numbers, in a range of %i', async (frames) => {
    const files = ['depth/depth.#.exr', 'cam1/normal_#.exr', '#/id2.exr', 'cryptomatte#/left/z.exr'];
    const { folder, film } = await scriptedFilm(`beauty.#.png`, files, frames);
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    const layers = ['beauty.png', 'cam1.normal.exr', 'cryptomatte.left.z.exr', 'depth.depth.exr', 'id2.exr'];
    const kept = (frame: number) => ['png', ...layers.slice(1)].map((name) => `frame-00000${frame}.${name}`);
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual(
      Array.from({ length: frames }, (_, index) => kept(index + 1))
        .flat()
        .sort(),
    );
  });

  test('draws the frames of a plan with steps also where the program is not told of them', async () => {
    const { folder, film } = await scriptedFilm('f.#.png', [], 3);
    const { TOTAL_FRAMES: _, ...rest } = film;
    expect(await runWorker({ ...rest, FRAMES: '1-9:4,10,11' })).toMatchObject({ exitCode: 0 });
    const frames = ['000001', '000005', '000009', '000010', '000011'];
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual(
      frames.map((frame) => `frame-${frame}.png`),
    );
  });

  test('finds the frame of a layer among other numbers of its path', async () => {
    const layers = [
      'v002/depth.#.exr',
      'cam01/n_#.exr',
      '#/id12.exr',
      'shot-10/depth.#.exr',
      'left/0#/z.exr',
      'pos/#.exr',
    ];
    const { folder, film } = await scriptedFilm('f.#.png', [...layers, 'x.#.exr', 'x_#.exr'], 12);
    expect(await runWorker({ ...film, FRAMES_PER_RENDER_JOB: '12' })).toMatchObject({ exitCode: 0 });
    const kept = await readdir(join(folder, 'frames'));
    const names = (frame: string, number: string) =>
      [
        'cam01.n.exr',
        'id12.exr',
        'left.z.exr',
        'png',
        'pos.exr',
        'shot-10.depth.exr',
        'v002.depth.exr',
        `x.${number}.exr`,
        `x_${number}.exr`,
      ].map((name) => `frame-${frame}.${name}`);
    for (const [frame, number] of [
      ['000002', '2'],
      ['000012', '12'],
    ] as const)
      expect(kept.filter((name) => name.startsWith(`frame-${frame}`)).sort()).toEqual(names(frame, number));
  });

  test('says when two further files would be kept under one name', async () => {
    const { film } = await scriptedFilm('beauty.#.png', ['a/b/x.#.exr', 'a.b/x.#.exr', 'a/b.x.#.exr'], 3);
    const { exitCode, lastMessage } = await runWorker(film);
    expect(lastMessage).toMatch(/^two further files of frame [1-3], .*, would both be kept as a\.b\.x\./);
    expect(exitCode).toBe(65);
  });

  test('finds pictures by RENDER_OUTPUT also where a number could be another frame’s', async () => {
    const { folder, film } = await scriptedFilm('f-#.png', [], 3, { RENDER_OUTPUT: 'f-{frame}.png' });
    const { TOTAL_FRAMES: _, ...rest } = film;
    expect(await runWorker({ ...rest, FRAMES: '-1-1' })).toMatchObject({ exitCode: 0 });
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual(
      ['frame--00001.png', 'frame-000000.png', 'frame-000001.png'].sort(),
    );
  });

  test('finds a program whose path is relative from where the worker is', async () => {
    const { film } = await drawnFilm('file');
    const [program, ...rest] = JSON.parse(film.RENDER_COMMAND);
    const RENDER_COMMAND = JSON.stringify([relative(process.cwd(), program), ...rest]);
    expect(await runWorker({ ...film, RENDER_COMMAND })).toMatchObject({ exitCode: 0 });
  });

  test('looks for RENDER_RETRY_ON without being held up by any pattern', async () => {
    const say = "console.log('a'.repeat(1_500) + '!'); console.log('no licence'); process.exitCode = 1";
    const RENDER_COMMAND = JSON.stringify([process.execPath, '-e', say, '{frame}', '{output}']);
    const { film } = await drawnFilm('file', { RENDER_COMMAND, TOTAL_FRAMES: '1' });
    for (const [RENDER_RETRY_ON, exitCode] of [
      ['(a+)+$', 65],
      ['^(?:.*a){25}$|(?i)LICEN[CS]E', 75],
      ['(?=licence)', 64],
      ['', 64],
    ] as const)
      expect(await runWorker({ ...film, RENDER_RETRY_ON })).toMatchObject({ exitCode });
  });

  test('removes what programs leave among temporary files', async () => {
    const { folder, film } = await drawnFilm('litter');
    const TMPDIR = dirname(folder);
    expect(await runWorker({ ...film, TMPDIR })).toMatchObject({ exitCode: 0 });
    expect(await readdir(TMPDIR)).toEqual(['film']);
  });

  test('looks for RENDER_RETRY_ON also where a program ends with 0 and has drawn nothing', async () => {
    const RENDER_COMMAND = JSON.stringify(['echo', 'no licence', '{frame}', '{output}']);
    const given = { RENDER_COMMAND, RENDER_RETRY_ON: 'no licence', ON_MISSING_FRAMES: 'hold' };
    const { film } = await drawnFilm('file', given);
    expect(await runWorker(film)).toMatchObject({
      exitCode: 75,
      lastMessage: expect.stringMatching(/^echo ended with 0 but wrote no png of frame 1/),
    });
  });

  test.each([
    { RENDER_COMMAND: '["draw","{frme}","{output}"]' },
    { RENDERER: './nowhere.mjs' },
    { RENDERER: 'povray', POVRAY_ARGS: '["+w100"]', SCENE_URI: 'file:///shot.pov' },
    { RENDER_RETRY_ON: '(' },
  ])('writes nothing where it cannot be called: %j', async (given) => {
    const { folder, film } = await drawnFilm('file', given as Record<string, string>);
    const { exitCode, log } = await runWorker(film);
    expect([exitCode, log.length]).toEqual([64, 1]);
    expect(existsSync(folder)).toBe(false);
  });

  test('ends with 69 when the program is not there', async () => {
    const { film } = await drawnFilm('file', { RENDER_COMMAND: '["/nowhere/render","{frame}","{output}"]' });
    expect(await runWorker(film)).toMatchObject({
      exitCode: 69,
      lastMessage: '/nowhere/render is not there or cannot be run; install it',
    });
  });

  test('takes the recipe of the guide', async () => {
    const guide = await readFile(new URL('../../../../docs/worker.md', import.meta.url), 'utf8');
    const [, text = ''] = /^RENDER_COMMAND=(\["ffmpeg".*\])$/m.exec(guide) ?? [];
    const { path: ffmpeg } = await findFfmpeg(undefined);
    const RENDER_COMMAND = JSON.stringify([ffmpeg, ...JSON.parse(text).slice(1)]);
    const { folder, film } = await drawnFilm('file', { RENDER_COMMAND });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    expect(await readRecord(folder)).toMatchObject({ rendered: 4, size: { width: 640, height: 360 } });
  });

  test('passes what a shell would read as it is', async () => {
    const { folder, film } = await drawnFilm('file', { RUN_ID: 'film' });
    const hostile = '$(touch hacked); `touch hacked` > hacked & {{frame}}';
    const RENDER_COMMAND = JSON.stringify([
      process.execPath,
      drawFrame,
      'file',
      '{output}',
      '{frame}',
      '{frame}',
      '1',
      hostile,
    ]);
    expect(await runWorker({ ...film, RENDER_COMMAND })).toMatchObject({ exitCode: 0 });
    expect(await readdir(folder)).not.toContain('hacked');
  });

  test('is stopped within five seconds with all its processes, and keeps the frames that were finished', async () => {
    const { folder, film } = await drawnFilm('folder', { TOTAL_FRAMES: '200', FRAMES_PER_RENDER_JOB: '200' });
    const worker = startWorker(film);
    await worker.untilLine(/frame rendered/);
    const stoppedAt = performance.now();
    worker.process.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ exitCode: 143 });
    expect(performance.now() - stoppedAt).toBeLessThan(5_000);
    const names = (await readdir(join(folder, 'frames'))).filter((name) => !name.includes('depth'));
    expect(names.length).toBeGreaterThan(0);
    const pictures = await Promise.all(names.map((name) => readFile(join(folder, 'frames', name))));
    expect(pictures.every(isSoundPng)).toBe(true);
    expect(await readRecord(folder)).toMatchObject({ state: 'stopped', rendered: names.length });
  });
});

/** A film of ranges whose program writes a picture and further files of each frame; `#` is its number. */
async function scriptedFilm(
  picture: string,
  others: readonly string[],
  frames: number,
  given: Readonly<Record<string, string>> = {},
) {
  const script = `
    const { mkdirSync, writeFileSync } = require('node:fs');
    const { dirname, join } = require('node:path');
    const [folder, first, last] = process.argv.slice(1);
    for (let frame = Number(first); frame <= Number(last); frame += 1)
      for (const name of ${JSON.stringify([picture, ...others])}) {
        const path = join(folder, name.replaceAll('#', frame));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, Buffer.from('${onePixel()}', 'base64'));
      }`;
  const RENDER_COMMAND = JSON.stringify([process.execPath, '-e', script, '{output}', '{first}', '{last}']);
  return drawnFilm('file', { RENDER_COMMAND, TOTAL_FRAMES: String(frames), ...given });
}

/** The smallest picture, as base64. */
function onePixel(): string {
  return encodePalettePng(
    { width: 1, height: 1, stride: 2, rows: new Uint8Array(2) },
    new Uint8Array(3),
  ).toString('base64');
}
