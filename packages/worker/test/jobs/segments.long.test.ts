import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFrameNumbers, readStreamLine } from '../../../../test/read-video.js';
import { encodePalettePng } from '../../src/renderers/test-pattern/palette-png.js';
import { findFfmpeg } from '../../src/video/find-ffmpeg.js';
import { runWorker, smallFilm } from '../run-worker.js';
import { readReport, renderChunks } from './film-steps.js';

const size = { width: 320, height: 180 };

describe('segments', () => {
  test.each([
    ['h264', 'h264', 'mp4'],
    ['h265', 'hevc', 'mp4'],
    ['vp9', 'vp9', 'mp4'],
    ['prores', 'prores', 'mov'],
    ['dnxhr', 'dnxhd', 'mov'],
    ['png', 'png', 'mov'],
  ])('joins the segments of three children in %s', async (VIDEO_CODEC, name, extension) => {
    const { folder, variables } = await smallFilm();
    const film = {
      ...variables,
      TOTAL_FRAMES: '11',
      FRAMES_PER_RENDER_JOB: '4',
      FPS: '30000/1001',
      VIDEO_CODEC,
    };
    await renderChunks(film, 3);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({
      exitCode: 0,
      lastMessage: 'compile finished',
    });
    const video = join(folder, `video.${extension}`);
    expect(await readReport(folder)).toMatchObject({ way: 'join', segmentsJoined: 3, framesEncoded: 0 });
    const stream = await readStreamLine(video);
    expect(stream).toMatch(new RegExp(`^${name}`));
    if (VIDEO_CODEC !== 'png') expect(stream).toMatch(/\(tv, bt709[,)]/);
    const animation = { ...size, animationFirst: 1, animationLast: 11 };
    expect(await readFrameNumbers(video, animation)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('encodes what a repair has rendered and joins it with the rest', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '12', FRAMES_PER_RENDER_JOB: '4' };
    await renderChunks(film, 3);
    await rm(join(folder, 'frames/frame-000006.png'));
    const { TOTAL_FRAMES: _, ...rest } = film;
    const animation = { ANIMATION_FIRST: '1', ANIMATION_LAST: '12' };
    await runWorker({ ...rest, ...animation, FRAMES: '6', GENERATION: '1', JOB_TYPE: 'render' });
    await runWorker({ ...film, GENERATION: '1', JOB_TYPE: 'compile' });
    expect(await readReport(folder)).toMatchObject({
      way: 'join',
      why: '2 of 3 segments as they are, and chunks encoded: 1 (frames were repaired)',
      framesEncoded: 4,
    });
    const shown = await readFrameNumbers(join(folder, 'video.mp4'), {
      ...size,
      animationFirst: 1,
      animationLast: 12,
    });
    expect(shown).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  test('needs no frames of chunks whose segments are stored, with KEEP_FRAMES=false', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '12', FRAMES_PER_RENDER_JOB: '4', KEEP_FRAMES: 'false' };
    await renderChunks(film, 2);
    const noSegment = {
      ...film,
      JOB_TYPE: 'render',
      AWS_BATCH_JOB_ARRAY_INDEX: '2',
      FFMPEG_PATH: '/nowhere/ffmpeg',
    };
    await runWorker(noSegment);
    expect((await readdir(join(folder, 'frames'))).sort()).toEqual(
      [9, 10, 11, 12].map((frame) => `frame-${String(frame).padStart(6, '0')}.png`),
    );
    const again = await runWorker({ ...film, JOB_TYPE: 'render', AWS_BATCH_JOB_ARRAY_INDEX: '1' });
    expect(again.log.at(-1)).toMatchObject({ msg: 'chunk finished', rendered: 0 });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(await readReport(folder)).toMatchObject({
      segmentsJoined: 2,
      framesEncoded: 4,
      similarity: { first: null },
    });
    const shown = await readFrameNumbers(join(folder, 'video.mp4'), {
      ...size,
      animationFirst: 1,
      animationLast: 12,
    });
    expect(shown).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  test.each([{ SEGMENTS: 'false' }, { DISTRIBUTION: 'interleaved' }])(
    'keeps frames that have no segments: %j',
    async (given) => {
      const { variables } = await smallFilm();
      const film = {
        ...variables,
        TOTAL_FRAMES: '8',
        FRAMES_PER_RENDER_JOB: '4',
        KEEP_FRAMES: 'false',
        ...given,
      };
      expect(await runWorker({ ...film, JOB_TYPE: 'render' })).toMatchObject({
        exitCode: 64,
        lastMessage: expect.stringMatching(/^KEEP_FRAMES='false' needs segments/),
      });
    },
  );

  test('encodes a chunk whose child found no ffmpeg', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '8', FRAMES_PER_RENDER_JOB: '4' };
    const child = await runWorker({ ...film, JOB_TYPE: 'render', FFMPEG_PATH: '/nowhere/ffmpeg' });
    expect(child).toMatchObject({ exitCode: 0, lastMessage: 'chunk finished' });
    await runWorker({ ...film, JOB_TYPE: 'render', AWS_BATCH_JOB_ARRAY_INDEX: '1' });
    await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(await readReport(folder)).toMatchObject({ way: 'join', segmentsJoined: 1, framesEncoded: 4 });
  });

  test.each([
    [['4.0', '4.0'], /^because no chunk can be joined: the segment was made by ffmpeg 4\.0$/, 8],
    [['4.0', undefined], /^1 of 2 segments as they are, and chunks encoded: 0 \(the segment was made/, 4],
  ])('encodes what ffmpeg of another version made: %j', async (versions, why, framesEncoded) => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '8', FRAMES_PER_RENDER_JOB: '4' };
    await renderChunks(film, 2);
    await Promise.all(
      versions.map(async (version, chunk) => {
        const path = join(folder, `chunks/g0-chunk-0000${chunk}.json`);
        const record = JSON.parse(await readFile(path, 'utf8')) as { segment: { ffmpeg: string } };
        record.segment.ffmpeg = version ?? record.segment.ffmpeg;
        await writeFile(path, JSON.stringify(record));
      }),
    );
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    const { version } = await findFfmpeg(undefined);
    expect(await readReport(folder)).toMatchObject({
      why: expect.stringMatching(why),
      framesEncoded,
      ffmpeg: version,
    });
  });

  test.each(['/bin/false', '/bin/true', '/nowhere/ffmpeg'])(
    'names FFMPEG_PATH=%s where no ffmpeg joins the segments',
    async (path) => {
      const { variables } = await smallFilm();
      const film = { ...variables, TOTAL_FRAMES: '8', FRAMES_PER_RENDER_JOB: '4' };
      await renderChunks(film, 2);
      expect(await runWorker({ ...film, JOB_TYPE: 'compile', FFMPEG_PATH: path })).toMatchObject({
        exitCode: 69,
        lastMessage: expect.stringContaining(path),
      });
    },
  );

  test('encodes chunks again whose segments are damaged or gone', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '12', FRAMES_PER_RENDER_JOB: '4' };
    await renderChunks(film, 3);
    await truncate(join(folder, 'segments/segment-00000.mp4'), 500);
    await rm(join(folder, 'segments/segment-00001.mp4'));
    await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(await readReport(folder)).toMatchObject({
      way: 'join',
      why: '1 of 3 segments as they are, and chunks encoded: 0 (the segment is damaged), 1 (the segment has gone)',
    });
  });

  test('refuses a segment that shows other pictures than the frames', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '4' };
    await runWorker({ ...film, JOB_TYPE: 'render' });
    const first = await readFile(join(folder, 'frames/frame-000001.png'));
    await writeFile(join(folder, 'frames/frame-000001.png'), blackPng(320, 180));
    const { exitCode, lastMessage } = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(exitCode).toBe(65);
    expect(lastMessage).toMatch(
      /picture 1 of the video is not the frame it should be: their similarity is 0\./,
    );
    await writeFile(join(folder, 'frames/frame-000001.png'), first);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(await readReport(folder)).toMatchObject({
      similarity: { first: expect.closeTo(1, 1), last: expect.closeTo(1, 1) },
    });
    const sheet = await readFile(join(folder, 'contact-sheet.jpg'));
    expect([...sheet.subarray(0, 2), ...sheet.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
  });
});

function blackPng(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (width + 1));
  return encodePalettePng({ width, height, rows } as never, Uint8Array.of(0, 0, 0));
}
