import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/index.js';
import { runWorker, smallFilm } from '../run-worker.js';
import { startJob } from '../start-job.js';

describe('a worker with wrong settings', () => {
  test.each([
    [{ TOTAL_FRAMES: '0' }, "TOTAL_FRAMES='0'"],
    [{ TOTAL_FRAMES: '-5' }, "TOTAL_FRAMES='-5'"],
    [{ TOTAL_FRAMES: '3.5' }, "TOTAL_FRAMES='3.5'"],
    [{ TOTAL_FRAMES: 'abc' }, "TOTAL_FRAMES='abc' is not a whole number from 1"],
    [{ TOTAL_FRAMES: '' }, "TOTAL_FRAMES=''"],
    [{ TOTAL_FRAMES: '3', FRAMES: '1-3' }, 'exclude each other'],
    [{ TOTAL_FRAMES: '3', FRAMES_PER_RENDER_JOB: '' }, "FRAMES_PER_RENDER_JOB=''"],
    [{ TOTAL_FRAMES: '3', JOB_TYPE: 'rendr' }, "JOB_TYPE='rendr' is not one of start, render, compile"],
    [
      { TOTAL_FRAMES: '2000001', FRAMES_PER_RENDER_JOB: '1000' },
      'the film has 2000001 frames, and one run up to 2000000; render it in several runs',
    ],
    [
      { TOTAL_FRAMES: '3', WIDTH: '16255', HEIGHT: '16255' },
      "WIDTH='16255' and HEIGHT='16255' make no video: ffmpeg takes no more than 16254x16254",
    ],
    [
      { TOTAL_FRAMES: '3', WIDTH: '64', HEIGHT: '8706', VIDEO_CODEC: 'av1' },
      'make no video: VIDEO_CODEC=av1 takes no more than 16384x8704; choose another size or VIDEO_CODEC',
    ],
    [{ TOTAL_FRAMES: '3', WIDTH: '8' }, "WIDTH='8' is not a whole number from 16 to 16384"],
    [{ TOTAL_FRAMES: '3', OUTPUT_URI: 'file://host/share' }, "OUTPUT_URI='file://host/share'"],
  ])('ends with 64 and one line for %j, before anything is written', async (given, message) => {
    const { folder, variables } = await smallFilm();
    const { exitCode, log, lastMessage } = await runWorker({ ...variables, JOB_TYPE: 'render', ...given });
    expect({ exitCode, lines: log.length }).toEqual({ exitCode: 64, lines: 1 });
    expect(lastMessage).toContain(message);
    expect(log[0]).not.toHaveProperty('stack');
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(dirname(folder))).toBe(true);
  });
});

describe('readSettings', () => {
  test('takes the animation’s range from the planned frames unless it is told', () => {
    expect(readSettings(startJob)).toMatchObject({
      animationFirst: 5,
      animationLast: 9,
      width: 1280,
      height: 720,
      attempt: 1,
    });
    expect(readSettings({ ...startJob, ANIMATION_FIRST: '1', ANIMATION_LAST: '100' })).toMatchObject({
      animationFirst: 1,
      animationLast: 100,
    });
  });

  test.each([
    ['24', { numerator: 24, denominator: 1 }],
    ['30000/1001', { numerator: 30_000, denominator: 1_001 }],
    ['23.976', { numerator: 24_000, denominator: 1_001 }],
    ['1/3600', { numerator: 1, denominator: 3_600 }],
    ['1001000/41667', { numerator: 1_001_000, denominator: 41_667 }],
  ])('reads FPS %s as a fraction', (FPS, frameRate) => {
    expect(readSettings({ ...startJob, FPS }).video?.frameRate).toEqual(frameRate);
  });

  test('hands on what it was given as it was written, and what PASS_ENV names', () => {
    const given = {
      ...startJob,
      FPS: '25',
      AWS_DEFAULT_REGION: 'eu-central-1',
      LICENCE: 'x',
      HOME: '/',
      PASS_ENV: 'LICENCE',
    };
    expect(readSettings(given).submission.environment).toEqual({
      FRAMES: '5-9',
      FRAMES_PER_RENDER_JOB: '3',
      OUTPUT_URI: 'file:///renders',
      FPS: '25',
      LICENCE: 'x',
      AWS_REGION: 'eu-central-1',
    });
  });

  test.each([
    [{ FPS: '0' }, "FPS='0'"],
    [{ FPS: '1000' }, "FPS='1000' is not a frame rate from 1/3600 to 240"],
    [{ FPS: '1/3601' }, "FPS='1/3601' is not a frame rate from 1/3600 to 240"],
    [{ FPS: '1001001/5000' }, 'a fraction such as 30000/1001 (numbers up to 1001000, the second'],
    [{ FPS: '1001000/1001001' }, 'numbers up to 1001000, the second'],
    [{ FPS: '999/20001' }, 'the second up to 20000 where the first is below 1000)'],
    [
      { FPS: '1/257', VIDEO_CODEC: 'av1' },
      "FPS='1/257' is nothing that VIDEO_CODEC=av1 knows; choose 1/256 or more",
    ],
    [{ FPS: '24.5' }, "FPS='24.5'"],
    [
      { SCENE_URI: 'http://scenes/shot.blend' },
      "SCENE_URI='http://scenes/shot.blend' is not file:///PATH or s3://BUCKET/KEY; correct it",
    ],
    [{ SCENE_URI: '/scenes/shot.blend' }, "SCENE_URI='/scenes/shot.blend' is not file:///PATH or"],
    [{ SCENE_URI: 'file://host/shot.blend' }, "SCENE_URI='file://host/shot.blend' is not file:///PATH"],
    [{ SCENE_URI: 's3:/scenes/shot.blend' }, "SCENE_URI='s3:/scenes/shot.blend' is not s3://BUCKET/KEY"],
    [{ SCENE_URI: 's3://shot.blend' }, "SCENE_URI='s3://shot.blend' is not s3://BUCKET/KEY; correct it"],
    [{ SCENE_URI: 's3://scenes//shot.blend' }, 'is not s3://BUCKET/KEY without empty parts, . and ..'],
    [{ AUDIO_URI: 'https://sounds/shot.wav' }, "AUDIO_URI='https://sounds/shot.wav' is not file:///PATH"],
    [{ AUDIO_URI: 's3://sounds/shot/' }, "AUDIO_URI='s3://sounds/shot/' is a folder or an archive; name the"],
    [{ AUDIO_URI: 'file:///sounds.zip' }, "AUDIO_URI='file:///sounds.zip' is a folder or an archive"],
    [{ RENDERER: 'maya' }, "RENDERER='maya' is not test-pattern"],
    [{ HEIGHT: '720p' }, "HEIGHT='720p'"],
    [{ ANIMATION_FIRST: '10' }, "ANIMATION_FIRST='10' is above ANIMATION_LAST='9'"],
    [{ PASS_ENV: 'A B' }, "PASS_ENV='A B' is not names of variables"],
    [{ PASS_ENV: 'UNSET_NAME' }, 'PASS_ENV names UNSET_NAME'],
    [{ FPS: 'x', WIDTH: 'y' }, "WIDTH='y' is not a whole number from 16 to 16384; FPS='x'"],
  ])('rejects %j', (given, message) => {
    expect(() => readSettings({ ...startJob, ...given })).toThrow(message);
  });

  test.each(['start', 'render', 'compile'])(
    'rejects a film with sound of more than a day in %s',
    (JOB_TYPE) => {
      const { FRAMES: _, ...rest } = startJob;
      const film = { ...rest, JOB_TYPE, FPS: '1/3600', AUDIO_URI: 'file:///sound.wav' };
      expect(readSettings({ ...film, TOTAL_FRAMES: '24' }).audioUri).toBe('file:///sound.wav');
      expect(() => readSettings({ ...film, TOTAL_FRAMES: '25' })).toThrow(
        "FPS='1/3600' makes the film 25 hours long, but AUDIO_URI is for one of up to 24 hours; raise FPS or leave AUDIO_URI out",
      );
      const { AUDIO_URI: __, ...silent } = film;
      expect(readSettings({ ...silent, TOTAL_FRAMES: '25' }).job.plan.frames.size).toBe(25);
    },
  );
});
