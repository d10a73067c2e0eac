import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codecOf } from '../packages/worker/src/video/codecs.js';
import { VIDEO_CODECS } from '../packages/worker/src/video/video-settings.js';
import { readReport, renderChunks } from '../packages/worker/test/jobs/film-steps.js';
import { runWorker, smallFilm } from '../packages/worker/test/run-worker.js';
import { hasProgram } from '../test/has-program.js';
import { readFrameNumbers } from '../test/read-video.js';

const KINDS = VIDEO_CODECS.flatMap((codec) =>
  codecOf({ codec }).pixelFormats.map((pixelFormat) => [codec, pixelFormat] as const),
);

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
});
