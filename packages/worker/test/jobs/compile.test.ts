import { readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFrameNumbers, readStreamLine, readTimestamps } from '../../../../test/read-video.js';
import { runWorker, smallFilm } from '../run-worker.js';

const size = { width: 320, height: 180 };

describe('compile', () => {
  test('shows frames with gaps in ascending order, whatever the order of the chunks', async () => {
    const { folder, variables } = await smallFilm();
    const film = {
      ...variables,
      FRAMES: '1001-1010:3,2000',
      FRAMES_PER_RENDER_JOB: '3',
      DISTRIBUTION: 'interleaved',
    };
    for (const AWS_BATCH_JOB_ARRAY_INDEX of ['1', '0']) {
      await runWorker({ ...film, JOB_TYPE: 'render', AWS_BATCH_JOB_ARRAY_INDEX });
    }
    const { exitCode } = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(exitCode).toBe(0);
    const numbers = await readFrameNumbers(join(folder, 'video.mp4'), {
      ...size,
      animationFirst: 1001,
      animationLast: 2000,
    });
    expect(numbers).toEqual([1001, 1004, 1007, 1010, 2000]);
  });

  test('shows frames in ascending order that were rendered in another', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, FRAMES: '10-1:-5', FRAMES_DIALECT: 'opencue', FRAMES_PER_RENDER_JOB: '10' };
    const { log } = await runWorker({ ...film, JOB_TYPE: 'render' });
    expect(log.find(({ msg }) => msg === 'chunk started')).toMatchObject({ frames: '10,5,9,7,3,1,8-2x-2' });
    await runWorker({ ...film, JOB_TYPE: 'compile' });
    const animation = { ...size, animationFirst: 1, animationLast: 10 };
    const shown = await readFrameNumbers(join(folder, 'video.mp4'), animation);
    expect(shown).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test.each([
    ['24', 24_000, 1_000],
    ['30000/1001', 30_000, 1_001],
    ['23.976', 24_000, 1_001],
    ['60', 60_000, 1_000],
  ])('makes equal steps at %s frames a second', async (FPS, ticksPerSecond, step) => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, FRAMES: '1-31', FPS };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    expect((await runWorker({ ...film, JOB_TYPE: 'compile' })).exitCode).toBe(0);
    const video = await readTimestamps(join(folder, 'video.mp4'));
    expect(video).toEqual({
      ticksPerSecond,
      timestamps: Array.from({ length: 31 }, (_, frame) => frame * step),
    });
  });

  test('writes H.264 that every player shows, and a report that is true of it', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '5', WIDTH: '321', HEIGHT: '181' };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    await runWorker({ ...film, JOB_TYPE: 'compile' });
    const video = await readFile(join(folder, 'video.mp4'));
    expect(await readStreamLine(join(folder, 'video.mp4'))).toMatch(
      /^h264 \(High\).*yuv420p\(tv, bt709[^)]*\), 322x182/,
    );
    expect(video.indexOf('moov')).toBeLessThan(video.indexOf('mdat'));
    const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    expect(report).toMatchObject({
      frames: { planned: 5, found: 5, text: '1-5' },
      fps: '24',
      durationSeconds: 5 / 24,
      width: 322,
      height: 182,
      bytes: video.length,
    });
  });

  test.each([
    [{ VIDEO_CODEC: 'h264', CRF: '52' }, "CRF='52' is nothing that VIDEO_CODEC=h264 knows; choose 0 to 51"],
    [
      { VIDEO_CODEC: 'prores', PRESET: 'slow' },
      "PRESET='slow' is nothing that VIDEO_CODEC=prores knows; leave it out",
    ],
    [
      { PIXEL_FORMAT: 'gray' },
      "PIXEL_FORMAT='gray' is nothing that VIDEO_CODEC=h264 knows; choose one of yuv420p",
    ],
    [{ VIDEO_CODEC: 'none', CRF: '18' }, "CRF='18' is nothing that VIDEO_CODEC=none knows; leave it out"],
    [
      { VIDEO_CODEC: 'none', AUDIO_URI: 'file:///tmp/shot.wav' },
      "AUDIO_URI='file:///tmp/shot.wav' is nothing that VIDEO_CODEC=none knows; leave it out",
    ],
    [
      { VIDEO_CODEC: 'dnxhr', WIDTH: '320', HEIGHT: '100' },
      'make no video: VIDEO_CODEC=dnxhr takes no fewer than 256x120; choose another size or VIDEO_CODEC',
    ],
    [{ VIDEO_CODEC: 'theora' }, "VIDEO_CODEC='theora' is not one of h264, h265"],
    [{ SEGMENTS: 'yes' }, "SEGMENTS='yes' is not true or false"],
    [{ OUTPUT_URI: 'file:///tmp/films/%2e%2E/other' }, 'is not file:///FOLDER without ..; correct it'],
  ])('refuses %j', async (given, message) => {
    const { variables } = await smallFilm();
    const result = await runWorker({ ...variables, TOTAL_FRAMES: '1', JOB_TYPE: 'compile', ...given });
    expect(result.exitCode).toBe(64);
    expect(result.lastMessage).toContain(message);
  });

  test('names the frames that are missing, and writes no video', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '8' };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    for (const frame of [3, 4, 5, 7]) await rm(join(folder, `frames/frame-00000${frame}.png`));
    const { exitCode, lastMessage } = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(exitCode).toBe(65);
    expect(lastMessage).toMatch(/^4 of 8 frames in .* are missing: 3-5,7; render them again$/);
    await expect(readFile(join(folder, 'video.mp4'))).rejects.toThrow(/ENOENT/);
  });

  test('names every damaged frame, and writes no video', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '8', SEGMENTS: 'false' };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    for (const frame of [2, 8]) await truncate(join(folder, `frames/frame-00000${frame}.png`), 500);
    const { exitCode, lastMessage } = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(exitCode).toBe(65);
    expect(lastMessage).toMatch(/^2 of 8 frames in .* are damaged and were removed: 2,8; render them again$/);
    await expect(readFile(join(folder, 'video.mp4'))).rejects.toThrow(/ENOENT/);
  });

  test('ends with 69 when ffmpeg is not there', async () => {
    const { variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '1', JOB_TYPE: 'compile', FFMPEG_PATH: '/nowhere/ffmpeg' };
    const { exitCode, lastMessage } = await runWorker(film);
    expect({ exitCode, lastMessage }).toEqual({
      exitCode: 69,
      lastMessage: "FFMPEG_PATH='/nowhere/ffmpeg' does not run as ffmpeg; correct it, or leave it out",
    });
  });
});
