import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readFrameNumbers } from '../../../../test/read-video.js';
import { findFfmpeg, packagedFfmpeg } from '../../src/video/find-ffmpeg.js';
import { drawnFilm } from '../renderers/drawn-film.js';
import { runWorker } from '../run-worker.js';
import { readReport, renderChunks } from './film-steps.js';

/** A film of which some frames fail whenever they are rendered; every try of a frame is written down. */
async function filmWithBadFrames(what: string, bad: string, given: Readonly<Record<string, string>> = {}) {
  const { folder, film } = await drawnFilm(what, { TOTAL_FRAMES: '6', BAD_FRAMES: bad, ...given });
  const tries = join(folder, '../tries.txt');
  const triesOf = async () => {
    const counts: Record<string, number> = {};
    for (const frame of (await readFile(tries, 'utf8')).trim().split('\n'))
      counts[frame] = (counts[frame] ?? 0) + 1;
    return counts;
  };
  return { folder, film: { ...film, TRIES: tries }, triesOf };
}

/** The colour in the corner of each picture of a video: red, green, blue. */
async function readColours(video: string): Promise<(readonly number[])[]> {
  const { path: ffmpeg } = await findFfmpeg(undefined);
  const args = ['-v', 'error', '-i', video, '-vf', 'crop=2:2:0:0,scale=1:1', '-pix_fmt', 'rgb24'];
  const { stdout } = await promisify(execFile)(ffmpeg, [...args, '-f', 'rawvideo', '-'], {
    encoding: 'buffer',
    timeout: 30_000,
  });
  return Array.from({ length: stdout.length / 3 }, (_, index) => [
    ...stdout.subarray(index * 3, index * 3 + 3),
  ]);
}

const readRecord = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'chunks/g0-chunk-00000.json'), 'utf8'));

describe('frames that cannot be rendered', () => {
  test.each(['file', 'folder'])('are held after two failures, and no other suffers: %s', async (what) => {
    const given = { ON_MISSING_FRAMES: 'hold', VIDEO_CODEC: 'png' };
    const { folder, film, triesOf } = await filmWithBadFrames(what, '1,4', given);
    const result = await runWorker(film);
    expect(result).toMatchObject({ exitCode: 0, lastMessage: 'chunk finished' });
    const named = result.log.filter(({ msg }) => String(msg).startsWith('frame failed twice'));
    expect(named.map(({ frame }) => frame).sort()).toEqual([1, 4]);
    expect(named[0]?.msg).toContain('ended with 3');
    const tries = await triesOf();
    if (what === 'file') expect(tries).toEqual({ 1: 2, 2: 1, 3: 1, 4: 2, 5: 1, 6: 1 });
    // Of a range the file that was written last is doubtful, and is rendered once more.
    else expect(Math.max(...Object.values(tries))).toBeLessThanOrEqual(3);
    expect(await readRecord(folder)).toMatchObject({
      state: 'done',
      missing: '1,4',
      segment: null,
      segmentProblem: 'it lacks what could not be rendered: 1,4',
    });

    const compiled = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(compiled).toMatchObject({ exitCode: 0 });
    expect(compiled.log).toContainEqual(
      expect.objectContaining({ missing: '1,4', msg: '2 of 6 frames are missing and filled' }),
    );
    expect(await readReport(folder)).toMatchObject({
      frames: {
        planned: 6,
        found: 4,
        filled: [
          { frame: 1, shown: 'frame 2' },
          { frame: 4, shown: 'frame 3' },
        ],
      },
      way: 'encode',
    });
    const greys = (await readColours(join(folder, 'video.mov'))).map(([red]) => red);
    expect(greys).toEqual([2, 2, 3, 3, 5, 6]);
  });

  test.each(['png', 'jpg', 'tif'])('are shown as a red slate among frames of %s', async (FRAME_FORMAT) => {
    const { path: ffmpeg } = await findFfmpeg(undefined);
    const draw = ['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:size=160x90', '-frames:v', '1', '{output}'];
    const { folder, film } = await drawnFilm('file', {
      RENDER_COMMAND: JSON.stringify([ffmpeg, ...draw, '-loglevel', 'error', '-metadata', 'frame={frame}']),
      TOTAL_FRAMES: '4',
      FRAME_FORMAT,
      ON_MISSING_FRAMES: 'slate',
    });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    for (const frame of [1, 3]) await rm(join(folder, `frames/frame-00000${frame}.${FRAME_FORMAT}`));
    await rm(join(folder, 'segments'), { recursive: true });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(await readReport(folder)).toMatchObject({
      width: 160,
      frames: {
        found: 2,
        filled: [
          { frame: 1, shown: 'slate' },
          { frame: 3, shown: 'slate' },
        ],
      },
    });
    const colours = await readColours(join(folder, 'video.mp4'));
    expect(colours.map(([red = 0, green = 0]) => red > green + 30)).toEqual([true, false, true, false]);
    const size = { width: 160, height: 90 };
    const animation = { animationFirst: 1, animationLast: 4 };
    const numbers = await readFrameNumbers(join(folder, 'video.mp4'), { ...size, ...animation }, size, 90);
    expect([numbers[0], numbers[2]]).toEqual([1, 3]);
  });

  test('fail their chunk where nothing else is asked for', async () => {
    const { film, triesOf } = await filmWithBadFrames('file', '2');
    expect(await runWorker(film)).toMatchObject({ exitCode: 65 });
    expect((await triesOf())[2]).toBe(1);
  });

  test('are no reason to hide what is wrong with the surroundings or with the command', async () => {
    const { film } = await drawnFilm('licence', { RENDER_RETRY_ON: 'no licence', ON_MISSING_FRAMES: 'hold' });
    expect(await runWorker(film)).toMatchObject({ exitCode: 75 });
    const RENDER_COMMAND = '["/nowhere/render","{frame}","{output}"]';
    expect(await runWorker({ ...film, RENDER_COMMAND, RUN_ID: 'other' })).toMatchObject({ exitCode: 69 });
  });

  test('make no film when all are missing', async () => {
    const { film } = await filmWithBadFrames('file', '1,2,3,4,5,6', { ON_MISSING_FRAMES: 'slate' });
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
    const result = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(result.exitCode).toBe(65);
    expect(result.lastMessage).toMatch(/^6 of 6 frames in file:.* are missing: 1-6; render them again$/);
  });

  test('are kept with the rest of their chunk in a preview, and are no part of an index', async () => {
    const given = { ON_MISSING_FRAMES: 'hold', KEEP_FRAMES: 'false', FRAMES_PER_RENDER_JOB: '3' };
    const { folder, film } = await filmWithBadFrames('file', '2', given);
    for (const AWS_BATCH_JOB_ARRAY_INDEX of ['0', '1'])
      expect(await runWorker({ ...film, AWS_BATCH_JOB_ARRAY_INDEX })).toMatchObject({ exitCode: 0 });
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual(['frame-000001.png', 'frame-000003.png']);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(await readReport(folder)).toMatchObject({ way: 'join', frames: { planned: 6, found: 5 } });

    const index = { ...film, RUN_ID: 'index', VIDEO_CODEC: 'none', KEEP_FRAMES: 'true' };
    for (const AWS_BATCH_JOB_ARRAY_INDEX of ['0', '1'])
      await runWorker({ ...index, AWS_BATCH_JOB_ARRAY_INDEX });
    expect(await runWorker({ ...index, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(await readReport(join(folder, '../index'))).toMatchObject({
      frames: { planned: 6, found: 5, missing: '2' },
    });
  });

  test('are held by a neighbour of their own chunk in a preview, not by one far away', async () => {
    const given = { TOTAL_FRAMES: '9', FRAMES_PER_RENDER_JOB: '3', KEEP_FRAMES: 'false' };
    const { folder, film } = await filmWithBadFrames('file', '3,7', { ...given, ON_MISSING_FRAMES: 'hold' });
    await renderChunks(film, 3);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(await readReport(folder)).toMatchObject({
      segmentsJoined: 1,
      frames: {
        filled: [
          { frame: 3, shown: 'frame 2' },
          { frame: 7, shown: 'frame 8' },
        ],
      },
    });
  });

  test.each([
    ['hold', '4,5,6', ['frame 3', 'frame 3', 'frame 3'], 2],
    ['hold', '1,2,3,9', ['frame 4', 'frame 4', 'frame 4', 'frame 8'], 1],
    ['slate', '4,5,6', ['slate', 'slate', 'slate'], 2],
  ])(
    'are filled in a preview also where a whole chunk is missing: %s for %s',
    async (how, bad, shown, joined) => {
      const given = { TOTAL_FRAMES: '9', FRAMES_PER_RENDER_JOB: '3', KEEP_FRAMES: 'false' };
      const { folder, film } = await filmWithBadFrames('file', bad, { ...given, ON_MISSING_FRAMES: how });
      await renderChunks(film, 3);
      expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
      const frames = bad.split(',').map(Number);
      const filled = frames.map((frame, index) => ({ frame, shown: shown[index] }));
      expect(await readReport(folder)).toMatchObject({
        segmentsJoined: joined,
        frames: { planned: 9, found: 9 - frames.length, filled },
      });
      const colours = await readColours(join(folder, 'video.mp4'));
      expect(colours).toHaveLength(9);
      filled.forEach(({ frame, shown = '' }) => {
        const [red = 0, green = 0] = colours[frame - 1] ?? [];
        const [, neighbour] = /([0-9]+)/.exec(shown) ?? [];
        if (neighbour === undefined) expect(red).toBeGreaterThan(green + 30);
        else expect(Math.abs(red - (colours[Number(neighbour) - 1]?.[0] ?? 999))).toBeLessThan(3);
      });
    },
  );

  test.each([
    ['png', undefined],
    ['jpg', undefined],
    // Of 2018, and it converts colours in a way of its own.
    ['jpg', packagedFfmpeg()],
  ])('are held in their own colours: %s with ffmpeg %s', async (FRAME_FORMAT, configured) => {
    const { path: ffmpeg } = await findFfmpeg(configured);
    const script = `
      const [output, frame] = process.argv.slice(1);
      if (Number(frame) > 3) process.exit(3);
      const source = ['-v', 'error', '-f', 'lavfi', '-i', 'color=0x20bf3d:size=64x48', '-frames:v', '1', output];
      require('node:child_process').execFileSync(${JSON.stringify(ffmpeg)}, source);`;
    const { folder, film } = await drawnFilm('file', {
      ...{ FRAME_FORMAT, TOTAL_FRAMES: '6', FRAMES_PER_RENDER_JOB: '3', FFMPEG_PATH: ffmpeg },
      ...{ KEEP_FRAMES: 'false', ON_MISSING_FRAMES: 'hold' },
      RENDER_COMMAND: JSON.stringify([process.execPath, '-e', script, '{output}', '{frame}']),
    });
    await renderChunks(film, 2);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    const [, , shown = [], held = []] = await readColours(join(folder, 'video.mp4'));
    held.forEach((value, channel) => {
      expect(Math.abs(value - (shown[channel] as number))).toBeLessThan(5);
    });
  });

  test('are not filled in a preview where only their segment was lost', async () => {
    const given = { TOTAL_FRAMES: '9', FRAMES_PER_RENDER_JOB: '3', KEEP_FRAMES: 'false' };
    const { folder, film } = await filmWithBadFrames('file', '9', { ...given, ON_MISSING_FRAMES: 'slate' });
    await renderChunks(film, 3);
    await rm(join(folder, 'segments/segment-00000.mp4'));
    const { exitCode, lastMessage } = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(lastMessage).toMatch(/^4 of 9 frames in .* are missing: 1-3,9; render them again$/);
    expect(exitCode).toBe(65);
  });
});

describe("frames' sizes", () => {
  test.each(['h264', 'none'])('are compared between chunks: %s', async (VIDEO_CODEC) => {
    const { film } = await drawnFilm('file', { FRAMES_PER_RENDER_JOB: '2', VIDEO_CODEC });
    await runWorker(film);
    await runWorker({ ...film, AWS_BATCH_JOB_ARRAY_INDEX: '1', SIZE: '32x32' });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({
      exitCode: 65,
      lastMessage:
        'frames differ in size: those of 1,2 have 64x48 pixels, those of 3,4 have 32x32 pixels; set WIDTH and HEIGHT and use another RUN_ID',
    });
  });

  test('are compared with that of a frame which somebody has put there', async () => {
    const { folder, film } = await drawnFilm('file', { SEGMENTS: 'false' });
    await runWorker(film);
    await runWorker({ ...film, RUN_ID: 'other', SIZE: '32x32' });
    await copyFile(join(folder, '../other/frames/frame-000003.png'), join(folder, 'frames/frame-000003.png'));
    const { exitCode, lastMessage } = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(exitCode).toBe(65);
    expect(lastMessage).toMatch(/frame-000003.png has 32x32 pixels, not 64x48 like the others; remove it/);
  });

  test("are compared with those of an earlier attempt's frames", async () => {
    const { folder, film } = await drawnFilm('file');
    await runWorker(film);
    await rm(join(folder, 'frames/frame-000003.png'));
    const result = await runWorker({ ...film, SIZE: '32x32' });
    expect(result.lastMessage).toMatch(/frame 3, .* has 32x32 pixels, not 64x48 like the others$/);
    expect(result.exitCode).toBe(65);
  });
});
