import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drawBackground } from '../../src/renderers/test-pattern/background.js';
import { createFramePainter } from '../../src/renderers/test-pattern/frame-painter.js';
import { encodePalettePng } from '../../src/renderers/test-pattern/palette-png.js';
import { encodeVideo } from '../../src/video/encode-video.js';
import { findFfmpeg } from '../../src/video/find-ffmpeg.js';
import { parseFrameRate } from '../../src/video/frame-rate.js';
import { joinSegments } from '../../src/video/join-segments.js';
import { verifyVideo } from '../../src/video/verify-video.js';
import type { VideoSettings } from '../../src/video/video-settings.js';

const signal = new AbortController().signal;

test.each([
  ['24', [7, 5, 30, 1, 11]],
  ['25', [1]],
  ['30', [7, 5, 30, 1, 11]],
  ['30000/1001', [7, 5, 30, 1, 11]],
  ['24000/1001', [1, 1, 2]],
  ['60', [3, 3, 3]],
  ['24000/1001', Array.from({ length: 1_200 }, (_, index) => (index % 2 === 0 ? 1 : 7))],
])('joins segments at %s frames a second into equal steps', async (rate, lengths) => {
  const scratch = await mkdtemp(join(tmpdir(), 'join-test-'));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const { path: ffmpeg } = await findFfmpeg(undefined);
  const frameRate = parseFrameRate(rate) as NonNullable<ReturnType<typeof parseFrameRate>>;
  const video: VideoSettings = {
    codec: 'h264',
    pixelFormat: 'yuv420p',
    crf: 30,
    preset: 'ultrafast',
    frameRate,
  };
  for (const length of new Set(lengths)) {
    const output = join(scratch, `${length}.mp4`);
    await encodeVideo({
      ffmpeg,
      pictures: draw(length),
      pictureCodec: 'png',
      video,
      isSegment: true,
      output,
      signal,
    });
  }
  const segments = lengths.map((frames) => ({ path: join(scratch, `${frames}.mp4`), frames }));
  const output = join(scratch, 'video.mp4');
  await joinSegments({ ffmpeg, segments, video, scratch, output, signal });
  const frames = lengths.reduce((sum, length) => sum + length, 0);
  await expect(verifyVideo({ ffmpeg, path: output, frames, frameRate, signal })).resolves.toMatchObject({
    frames,
  });
});

async function* draw(frames: number): AsyncGenerator<Uint8Array> {
  const background = drawBackground(64, 48);
  const paint = createFramePainter(background, { animationFirst: 1, animationLast: 30 });
  for (let frame = 1; frame <= frames; frame += 1) yield encodePalettePng(paint(frame), background.palette);
}
