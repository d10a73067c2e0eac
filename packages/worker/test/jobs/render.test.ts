import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { workerEntrypoint } from '../../src/index.js';
import { isSoundPng } from '../../src/pictures/check-png.js';
import { findFfmpeg } from '../../src/video/find-ffmpeg.js';
import { drawnFilm } from '../renderers/drawn-film.js';
import { runWorker, smallFilm, startWorker } from '../run-worker.js';
import { fakeProgram } from '../video/fake-program.js';

describe('render', () => {
  test('renders the chunk that its index names, and records it', async () => {
    const { folder, variables } = await smallFilm();
    const chunk = {
      TOTAL_FRAMES: '10',
      FRAMES_PER_RENDER_JOB: '4',
      AWS_BATCH_JOB_ARRAY_INDEX: '1',
      JOB_TYPE: 'render',
    };
    const { exitCode, log } = await runWorker({ ...variables, ...chunk });
    expect(exitCode).toBe(0);
    expect(await readdir(join(folder, 'frames'))).toEqual([
      'frame-000005.png',
      'frame-000006.png',
      'frame-000007.png',
    ]);
    // Several are on their way to storage at once.
    const rendered = log.filter(({ msg }) => msg === 'frame rendered');
    expect(rendered.toSorted((a, b) => Number(a.frame) - Number(b.frame))).toMatchObject(
      [5, 6, 7].map((frame) => ({ runId: 'film', jobType: 'render', chunk: 1, frame })),
    );
    const record = JSON.parse(await readFile(join(folder, 'chunks/g0-chunk-00001.json'), 'utf8'));
    expect(record).toMatchObject({ state: 'done', frames: '5-7', rendered: 3, attempt: 1 });
  });

  test('keeps frames that are there and replaces a damaged one', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '6', JOB_TYPE: 'render' };
    await runWorker(film);
    const frame = (number: number) => join(folder, `frames/frame-00000${number}.png`);
    const before = await stat(frame(1));
    await truncate(frame(4), 100);
    const { log, lastMessage } = await runWorker(film);
    expect(lastMessage).toBe('chunk finished');
    expect(log.at(-1)).toMatchObject({ rendered: 1, kept: 5 });
    expect((await stat(frame(1))).mtimeMs).toBe(before.mtimeMs);
    expect(isSoundPng(await readFile(frame(4)))).toBe(true);
  });

  test('finishes although nobody reads its log', async () => {
    const { folder, variables } = await smallFilm();
    const env = { PATH: '/usr/bin:/bin', ...variables, TOTAL_FRAMES: '20', JOB_TYPE: 'render' };
    const child = spawn(process.execPath, [workerEntrypoint], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stdout.destroy();
    const [exitCode] = await once(child, 'exit');
    expect(exitCode).toBe(0);
    expect(await readdir(join(folder, 'frames'))).toHaveLength(20);
  });

  test.runIf(process.platform === 'linux')('finishes although its log has no room', async () => {
    const { folder, variables } = await smallFilm();
    const env = { PATH: '/usr/bin:/bin', ...variables, TOTAL_FRAMES: '2', JOB_TYPE: 'render' };
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const child = spawn(process.execPath, [workerEntrypoint], { env, stdio: ['ignore', full, 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [exitCode] = await once(child, 'exit');
    expect(exitCode).toBe(0);
    expect(await readdir(join(folder, 'frames'))).toHaveLength(2);
  });

  test('names frames below zero', async () => {
    const { folder, variables } = await smallFilm();
    await runWorker({ ...variables, FRAMES: '-1-1', JOB_TYPE: 'render' });
    expect(await readdir(join(folder, 'frames'))).toEqual([
      'frame--00001.png',
      'frame-000000.png',
      'frame-000001.png',
    ]);
  });

  test('refuses another film’s folder and names the setting and both values', async () => {
    const { variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '2', JOB_TYPE: 'render' };
    await runWorker(film);
    const { exitCode, lastMessage } = await runWorker({ ...film, WIDTH: '640' });
    expect(exitCode).toBe(65);
    expect(lastMessage).toMatch(/its width is '320', this job's is '640'; use another RUN_ID/);
    const { lastMessage: other } = await runWorker({ ...film, POVRAY_ARGS: '["+A"]' });
    expect(other).toMatch(/its POVRAY_ARGS is not set, this job's is '\["\+A"\]'; use another RUN_ID/);
  });

  test('says which file blocks a frame, and does not ask to be retried', async () => {
    const { folder, variables } = await smallFilm();
    await mkdir(join(folder, 'frames/frame-000002.png'), { recursive: true });
    const { exitCode, log, lastMessage } = await runWorker({
      ...variables,
      TOTAL_FRAMES: '2',
      JOB_TYPE: 'render',
    });
    expect(exitCode).toBe(65);
    expect(log.at(-1)).toMatchObject({ level: 'error', chunk: 0, frame: 2 });
    expect(lastMessage).toMatch(
      /frame-000002\.png: EISDIR; a folder stands where the file belongs; remove it/,
    );
  });

  test('stops on SIGTERM with 143, leaves whole frames only and records how far it came', async () => {
    const { folder, variables } = await smallFilm();
    const chunk = { TOTAL_FRAMES: '2000', FRAMES_PER_RENDER_JOB: '2000', JOB_TYPE: 'render' };
    const worker = startWorker({ ...variables, ...chunk });
    await worker.untilLine(/chunk started/);
    worker.process.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ exitCode: 143 });
    const frames = await readdir(join(folder, 'frames'));
    expect(frames.length).toBeLessThan(2000);
    const pictures = await Promise.all(frames.map((name) => readFile(join(folder, 'frames', name))));
    expect(pictures.every(isSoundPng)).toBe(true);
    const record = JSON.parse(await readFile(join(folder, 'chunks/g0-chunk-00000.json'), 'utf8'));
    expect(record).toMatchObject({ state: 'stopped', rendered: frames.length });
  });

  test('stops on SIGTERM while the segment is still encoded, and says so in its record', async () => {
    const { folder, variables } = await smallFilm();
    const FFMPEG_PATH = await fakeProgram('process.stdin.resume(); setInterval(() => {}, 1_000);');
    const worker = startWorker({ ...variables, TOTAL_FRAMES: '3', JOB_TYPE: 'render', FFMPEG_PATH });
    await worker.untilLine(/"frame":3/);
    worker.process.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ exitCode: 143 });
    const record = JSON.parse(await readFile(join(folder, 'chunks/g0-chunk-00000.json'), 'utf8'));
    expect(record).toMatchObject({ state: 'stopped', rendered: 3, segment: null });
  });

  test('keeps a frame on SIGTERM that is still looked at', async () => {
    const { path: ffmpeg } = await findFfmpeg(undefined);
    const draw = ['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:size=64x48', '-frames:v', '1'];
    const RENDER_COMMAND = JSON.stringify([ffmpeg, ...draw, '-metadata', 'frame={frame}', '{output}']);
    const { folder, film } = await drawnFilm('file', {
      RENDER_COMMAND,
      FRAME_FORMAT: 'jpg',
      SEGMENTS: 'false',
    });
    const looking = join(folder, '../looking');
    const FFMPEG_PATH = await fakeProgram(
      `require('node:fs').writeFileSync(${JSON.stringify(looking)}, '');
       setTimeout(() => require('node:child_process').spawn(${JSON.stringify(ffmpeg)}, process.argv.slice(2), { stdio: 'inherit' })
         .on('exit', (code) => process.exit(code)), 500);`,
    );
    const worker = startWorker({ ...film, FFMPEG_PATH });
    await expect.poll(() => existsSync(looking), { timeout: 20_000 }).toBe(true);
    worker.process.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ exitCode: 143 });
    expect(await readdir(join(folder, 'frames'))).toContain('frame-000001.jpg');
  });

  test('loads no AWS SDK', async () => {
    const { folder, variables } = await smallFilm();
    const hooks = join(folder, '..', 'hooks.mjs');
    const loaded = join(folder, '..', 'loaded.txt');
    await writeFile(
      hooks,
      `import { appendFileSync } from 'node:fs';
       export async function load(url, context, next) {
         const module = await next(url, context);
         appendFileSync(${JSON.stringify(loaded)}, url + ' ' + /aws-sdk|@aws|AWS_ACCESS_KEY_ID/.test(String(module.source)) + '\\n');
         return module;
       }`,
    );
    const register = `data:text/javascript,import{register}from'node:module';register(${JSON.stringify(pathToFileURL(hooks).href)})`;
    await runWorker({ ...variables, TOTAL_FRAMES: '1', JOB_TYPE: 'render' }, ['--import', register]);
    const modules = (await readFile(loaded, 'utf8')).trim().split('\n');
    const own = modules.filter((line) => line.startsWith('file:'));
    expect(own).toHaveLength(1);
    expect(own.filter((line) => line.endsWith('true'))).toEqual([]);

    await runWorker({ ...variables, TOTAL_FRAMES: '1', JOB_TYPE: 'start' }, ['--import', register]);
    expect(await readFile(loaded, 'utf8'), 'the search finds the SDK where it is').toContain(' true');
  });
});
