import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codecOf } from '../packages/worker/src/video/codecs.js';
import { LOWEST_RATE } from '../packages/worker/src/video/frame-rate.js';
import { VIDEO_CODECS } from '../packages/worker/src/video/video-settings.js';
import { readReport, renderChunks } from '../packages/worker/test/jobs/film-steps.js';
import { runWorker, smallFilm } from '../packages/worker/test/run-worker.js';
import { hasProgram } from '../test/has-program.js';
import { readFrameNumbers } from '../test/read-video.js';

const KINDS = VIDEO_CODECS.flatMap((codec) =>
  codecOf({ codec }).pixelFormats.map((pixelFormat) => [codec, pixelFormat] as const),
);

/** The bounds of FPS with each codec, also as fractions of the longest numbers. */
const RATES = VIDEO_CODECS.flatMap((codec) => {
  const { numerator, denominator } = codecOf({ codec }).leastRate ?? LOWEST_RATE;
  const slow = [1, 5].map((factor) => `${numerator * factor}/${denominator * factor}`);
  return [...slow, '999/20000', '1001000/1000999', '240'].map((rate) => [codec, rate] as const);
});

describe.runIf(hasProgram('ffmpeg'))('the system’s ffmpeg', () => {
  test.each(KINDS)('joins segments of odd sizes in %s, %s', async (VIDEO_CODEC, PIXEL_FORMAT) => {
    const { folder, variables } = await smallFilm();
    const size = { width: 321, height: 181 };
    const film = {
      ...variables,
      WIDTH: String(size.width),
      HEIGHT: String(size.height),
      TOTAL_FRAMES: '7',
      FRAMES_PER_RENDER_JOB: '4',
      FPS: '24000/1001',
      VIDEO_CODEC,
      PIXEL_FORMAT,
    };
    await renderChunks(film, 2);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({
      exitCode: 0,
      lastMessage: 'compile finished',
    });
    const report = (await readReport(folder)) as { readonly width: number; readonly height: number };
    expect(report).toMatchObject({ way: 'join', segmentsJoined: 2, codec: VIDEO_CODEC });
    const video = join(folder, `video.${codecOf({ codec: VIDEO_CODEC }).extension}`);
    const shown = await readFrameNumbers(video, { ...size, animationFirst: 1, animationLast: 7 }, report);
    expect(shown).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test.each(RATES)('makes a film in %s at the rate %s', async (VIDEO_CODEC, FPS) => {
    const { folder, variables } = await smallFilm();
    // The slowest presets put the most B-frames between others.
    const preset = /^h26/.test(VIDEO_CODEC) ? { PRESET: 'veryslow' } : {};
    const film = {
      ...variables,
      ...preset,
      TOTAL_FRAMES: '14',
      FRAMES_PER_RENDER_JOB: '7',
      FPS,
      VIDEO_CODEC,
    };
    for (const [SEGMENTS, way] of [
      ['false', 'encode'],
      ['true', 'join'],
    ] as const) {
      const made = { ...film, SEGMENTS, RUN_ID: way };
      await renderChunks(made, 2);
      // It looks at the time of every picture.
      expect(await runWorker({ ...made, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
      const report = await readReport(join(folder, '..', way));
      expect(report).toMatchObject({ way, fps: FPS, codec: VIDEO_CODEC });
    }
  });
});
