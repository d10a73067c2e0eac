import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { findFfmpeg } from '../../src/video/find-ffmpeg.js';
import { verifyVideo } from '../../src/video/verify-video.js';

test.each([
  ['every frame in equal steps', [], undefined],
  ['a late start', ['-output_ts_offset', '0.5'], /, picture 1 at 1[0-9]{4}; expected steps of 1000 from 0/],
  ['a gap', ['-vf', 'select=not(eq(n\\,2))', '-vsync', 'vfr'], /has 4 of 5 frames .*, picture 3 at 3000/],
  ['another rate', ['-r', '25'], /ticks a second, picture 2 at 960/],
])('of a video with %s it tells so', async (_, args, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'verify-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { path: ffmpeg } = await findFfmpeg(undefined);
  const path = join(folder, 'video.mp4');
  const source = ['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:size=64x48:rate=24', '-t', '0.2'];
  await promisify(execFile)(ffmpeg, [...source, ...args, '-video_track_timescale', '24000', path]);
  const verified = verifyVideo({
    ffmpeg,
    path,
    frames: 5,
    frameRate: { numerator: 24, denominator: 1 },
    signal: new AbortController().signal,
  });
  if (message === undefined) expect(await verified).toMatchObject({ frames: 5, durationSeconds: 5 / 24 });
  else
    await expect(verified).rejects.toMatchObject({ exitCode: 75, message: expect.stringMatching(message) });
});
