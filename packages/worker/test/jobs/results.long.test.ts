import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findFfmpeg } from '../../src/video/find-ffmpeg.js';
import { drawnFilm } from '../renderers/drawn-film.js';
import { runWorker, smallFilm } from '../run-worker.js';
import { fakeProgram } from '../video/fake-program.js';
import { renderChunks } from './film-steps.js';
import { toneWav } from './tone-wav.js';

describe('what compile makes beside a plain video', () => {
  test.each([
    ['h264', 'mp4', 0.2],
    ['prores', 'mov', 5],
  ])('adds sound to %s, cut or padded to its length', async (VIDEO_CODEC, extension, seconds) => {
    const { folder, variables } = await smallFilm();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'sound.wav'), toneWav(seconds));
    const AUDIO_URI = pathToFileURL(join(folder, 'sound.wav')).href;
    const film = { ...variables, TOTAL_FRAMES: '24', VIDEO_CODEC, AUDIO_URI };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    const { path: ffmpeg } = await findFfmpeg(undefined);
    const video = join(folder, `video.${extension}`);
    const args = ['-v', 'error', '-i', video, '-map', '0:a', '-f', 's16le', '-ac', '1', '-ar', '8000', '-'];
    const { stdout } = await promisify(execFile)(ffmpeg, args, { encoding: 'buffer', timeout: 30_000 });
    expect(stdout.length / 2 / 8_000).toBeCloseTo(1, 1);
    const missing = await runWorker({ ...film, JOB_TYPE: 'compile', AUDIO_URI: 'file:///nowhere.wav' });
    expect(missing).toMatchObject({
      exitCode: 65,
      lastMessage: "AUDIO_URI='file:///nowhere.wav' leads to nothing; correct it",
    });
  });

  test.each([0.5, 3])('fills what lies before sound that begins %f s late', async (late) => {
    const { folder, variables } = await smallFilm();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'tone.wav'), toneWav(1));
    const { path: ffmpeg } = await findFfmpeg(undefined);
    const run = (args: readonly string[]) =>
      promisify(execFile)(ffmpeg, args, { encoding: 'buffer', timeout: 30_000 });
    const sound = join(folder, 'late.mkv');
    const pictures = ['-f', 'lavfi', '-i', 'color=size=64x48'];
    const tone = ['-itsoffset', String(late), '-i', join(folder, 'tone.wav')];
    await run(['-v', 'error', ...pictures, ...tone, '-t', '5', '-c:v', 'mpeg4', '-c:a', 'pcm_s16le', sound]);
    const film = { ...variables, TOTAL_FRAMES: '24', AUDIO_URI: pathToFileURL(sound).href };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    const video = join(folder, 'video.mp4');
    const { stdout } = await run([
      '-v',
      'error',
      '-i',
      video,
      '-map',
      '0:a',
      '-f',
      's16le',
      '-ac',
      '1',
      '-ar',
      '8000',
      '-',
    ]);
    const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length >> 1);
    expect(samples.length / 8_000).toBeCloseTo(1, 1);
    const loud = samples.findIndex((sample) => Math.abs(sample) > 2_000) / 8_000;
    if (late > 1) expect(loud).toBeLessThan(0);
    else expect(loud).toBeCloseTo(late, 1);
  });

  test('encodes a chunk whose record says nothing', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '3' };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    await writeFile(join(folder, 'chunks/g0-chunk-00000.json'), '{}');
    const { exitCode, log } = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(log.at(-1)).toMatchObject({ msg: 'compile finished', frames: 3 });
    expect(exitCode).toBe(0);
  });

  test('says which sizes a codec does not take', async () => {
    const { film } = await drawnFilm('file', { VIDEO_CODEC: 'av1', TOTAL_FRAMES: '1' });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({
      exitCode: 65,
      lastMessage:
        'frames have 64x48 pixels, but VIDEO_CODEC=av1 takes no fewer than 64x64; choose another VIDEO_CODEC or size',
    });
  });

  test('names what has no sound before it encodes any picture', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '3', SEGMENTS: 'false' };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    const AUDIO_URI = pathToFileURL(join(folder, 'frames/frame-000001.png')).href;
    const { exitCode, lastMessage } = await runWorker({ ...film, JOB_TYPE: 'compile', AUDIO_URI });
    expect(exitCode).toBe(65);
    expect(lastMessage).toMatch(
      /^AUDIO_URI='file:.*png' has no sound that can be read \(ffmpeg ended with 1: /,
    );
  });

  test.each(['true', 'false'])(
    'keeps grey frames grey, whoever encodes them: SEGMENTS=%s',
    async (SEGMENTS) => {
      const { folder, film } = await drawnFilm('file', { SEGMENTS, CRF: '0', VCPUS: '2' });
      await runWorker(film);
      expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
      const { path: ffmpeg } = await findFfmpeg(undefined);
      const video = join(folder, 'video.mp4');
      const args = ['-v', 'error', '-i', video, '-vf', 'extractplanes=u', '-f', 'rawvideo', '-'];
      const { stdout } = await promisify(execFile)(ffmpeg, args, { encoding: 'buffer', timeout: 30_000 });
      expect([...new Set(stdout)]).toEqual([128]);
    },
  );

  test('takes grain for no other picture, however much of it the codec loses', async () => {
    const { path: ffmpeg } = await findFfmpeg(undefined);
    const draw = [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=640x360,noise=alls=50:all_seed={frame}',
      '-frames:v',
      '1',
    ];
    const RENDER_COMMAND = JSON.stringify([ffmpeg, ...draw, '{output}']);
    const { film } = await drawnFilm('file', { RENDER_COMMAND, CRF: '38' });
    await runWorker(film);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
  });

  test.each(['1920x64', '16384x16', '16x1000', '16x16'])(
    'makes a film of %s pixels, and says what to do where CRF leaves nothing of them',
    async (size) => {
      const { folder, variables } = await smallFilm();
      const [WIDTH = '', HEIGHT = ''] = size.split('x');
      const film = { ...variables, TOTAL_FRAMES: '4', FRAMES_PER_RENDER_JOB: '2', WIDTH, HEIGHT };
      await renderChunks(film, 2);
      expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
      const sheet = await readFile(join(folder, 'contact-sheet.jpg'));
      expect(sheet.subarray(0, 2)).toEqual(Buffer.of(0xff, 0xd8));
      const lost = await runWorker({ ...film, CRF: '51', JOB_TYPE: 'compile' });
      expect(lost.exitCode).toBe(65);
      expect(lost.lastMessage).toMatch(
        /similarity is 0\.\d+, less than 0\.9; lower CRF=51 if so much is lost/,
      );
    },
  );

  test('makes a film with an ffmpeg that draws no contact sheet, and says so', async () => {
    const { folder, variables } = await smallFilm();
    const { path: ffmpeg } = await findFfmpeg(undefined);
    const noJpeg = await fakeProgram(
      `const args = process.argv.slice(2);
       if (args.at(-1).endsWith('contact-sheet.jpg')) { console.error('no mjpeg'); process.exit(1); }
       const { status } = require('node:child_process').spawnSync('${ffmpeg}', args, { stdio: 'inherit' });
       process.exit(status ?? 1);`,
    );
    const film = { ...variables, TOTAL_FRAMES: '4', FFMPEG_PATH: noJpeg };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    const { exitCode, log } = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(exitCode).toBe(0);
    expect(log.map(({ msg }) => msg)).toContain('there is no contact sheet: ffmpeg ended with 1: no mjpeg');
    expect(await readdir(folder)).toContain('video.mp4');
  });

  test('makes no video with VIDEO_CODEC=none, but lists the frames that are all there', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, FRAMES: '-1,5', VIDEO_CODEC: 'none' };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'))).toEqual({
      frames: [
        { frame: -1, key: 'frames/frame--00001.png' },
        { frame: 5, key: 'frames/frame-000005.png' },
      ],
    });
    expect((await readdir(folder)).sort()).toEqual([
      'chunks',
      'frames',
      'index.json',
      'report.json',
      'run.json',
    ]);
    await rm(join(folder, 'frames/frame-000005.png'));
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 65 });
  });
});
