import { describe, expect, test } from 'vitest';
import { readSettings, type Settings } from '../../src/index.js';
import { checkBlender } from '../../src/renderers/blender/check-blender.js';
import { checkPovray } from '../../src/renderers/check-povray.js';
import { checkCommand } from '../../src/renderers/command/check-command.js';
import { startJob } from '../start-job.js';

const FRAME = '["draw","{frame}","{output}"]';

type Variables = Readonly<Record<string, string | undefined>>;

describe('checkCommand', () => {
  const check = checkerOf(checkCommand, { RENDERER: 'command', RENDER_COMMAND: FRAME });

  test.each<[Variables, string]>([
    [{ RENDER_COMMAND: undefined }, 'RENDER_COMMAND is not set; give a JSON array such as ["renderer",'],
    [{ RENDER_COMMAND: 'draw {frame}' }, "RENDER_COMMAND='draw {frame}': it is no JSON array of texts; give"],
    [{ RENDER_COMMAND: '["draw",7]' }, 'it is no JSON array of texts'],
    [{ RENDER_COMMAND: '["draw","{frame}"]' }, 'it needs {output}'],
    [{ RENDER_COMMAND: '["draw\\u0000","{frame}","{output}"]' }, 'it has a NUL character'],
    [{ RENDER_COMMAND: '["draw","{frames}","{output}"]' }, '{frames} is not one of {frame} {first}'],
    [
      { RENDER_COMMAND: '["draw","{frame}-{last}","{output}"]' },
      'it needs either {frame}, or {first} and one of {last} and {count}',
    ],
    [
      { RENDER_COMMAND: '["draw","{first}","{output}"]' },
      'it needs either {frame}, or {first} and one of {last} and {count}',
    ],
    [
      { RENDER_COMMAND: '["draw","{last}","{step}","{output}"]' },
      'it needs either {frame}, or {first} and one of {last} and {count}',
    ],
    [
      { RENDER_COMMAND: '["draw","{frame}","{output}","{scene}"]' },
      'has {scene}, but SCENE_URI is not set; set it',
    ],
    [
      { RENDER_COMMAND: '["draw","{frame}","{output}","{width}"]' },
      'has {width}, but WIDTH is not set; set it',
    ],
    [
      { RENDER_OUTPUT: 'beauty.png' },
      "RENDER_OUTPUT='beauty.png': it has no {frame}, so that it names one picture only; give a name such as beauty.{frame:04}.png",
    ],
    [{ RENDER_OUTPUT: 'beauty.{frames}.png' }, '{frames} is not {frame}, padded or not'],
    [{ RENDER_OUTPUT: '{pass}.{frame}.png' }, '{pass} is not {frame}, padded or not'],
    [{ RENDER_OUTPUT: 'beauty.{frame:4}.png' }, '{frame:4} is not {frame}, padded or not'],
    [{ RENDER_OUTPUT: 'beauty.{frame:04}.exr' }, "FRAME_FORMAT is 'png', not 'exr'; give a name such as"],
  ])('refuses %j', (given, message) => {
    expect(check(given)).toMatchObject({ exitCode: 64, message: expect.stringContaining(message) });
  });

  test.each<Variables>([
    {},
    { RENDER_COMMAND: '["draw","{first}","{last}","{output}","{animationFirst}","{{frame}}"]' },
    { RENDER_COMMAND: '["draw","{frame:04}","{output}","{scene}"]', SCENE_URI: 's3://scenes/shot/' },
    { RENDER_COMMAND: '["draw","{frame}","{output}","{width}"]', WIDTH: '64', HEIGHT: '48' },
    { RENDER_OUTPUT: 'a{frame:04}' },
    { RENDER_OUTPUT: 'beauty.{frame}.JPEG', FRAME_FORMAT: 'jpg' },
  ])('takes %j', (given) => {
    expect(check(given)).toBeUndefined();
  });
});

describe('checkBlender', () => {
  const check = checkerOf(checkBlender, { RENDERER: 'blender', SCENE_URI: 'file:///scenes/shot.blend' });

  test.each<[Variables, string]>([
    [{ SCENE_URI: undefined }, 'SCENE_URI is not set; give the .blend file'],
    [
      { SCENE_URI: 'file:///scenes/shot' },
      'SCENE_URI leads to no .blend file but to /scenes/shot; correct it or set',
    ],
    [{ SCENE_URI: 's3://scenes/shot/' }, 'to no .blend file but to s3://scenes/shot/'],
    [{ SCENE_URI: 's3://scenes/shot.zip' }, 'to no .blend file but to shot.zip'],
    [{ SCENE_URI: 's3://scenes/shot.zip', SCENE_FILE: 'shot.pov' }, 'to no .blend file but to shot.pov'],
    [{ CYCLES_DEVICE: 'GPU' }, "CYCLES_DEVICE='GPU' is not one of CPU, CUDA,"],
    [
      { FRAMES: '1,1048575' },
      'frame 1048575 is not from -1048574 to 1048574, all that Blender has; shift the',
    ],
    [{ FRAMES: '-1048575,1' }, 'frame -1048575 is not from'],
  ])('refuses %j', (given, message) => {
    expect(check(given)).toMatchObject({ exitCode: 64, message: expect.stringContaining(message) });
  });

  test.each<Variables>([
    {},
    { SCENE_URI: 'file:///scenes/odd%20shot%2Eblend' },
    { SCENE_URI: 's3://scenes/shot.blend', CYCLES_DEVICE: 'OPTIX' },
    { SCENE_URI: 's3://scenes/shot/', SCENE_FILE: 'a/shot.blend' },
    { SCENE_URI: 's3://scenes/shot.zip', SCENE_FILE: 'a/shot.blend' },
    { SCENE_URI: 'file:///scenes/shot', SCENE_FILE: 'shot.blend', FRAMES: '-1048574,1048574' },
  ])('takes %j', (given) => {
    expect(check(given)).toBeUndefined();
  });
});

describe('checkPovray', () => {
  const check = checkerOf(checkPovray, { RENDERER: 'povray', SCENE_URI: 'file:///scenes/shot.pov' });

  test.each<[Variables, string]>([
    [{ SCENE_URI: undefined }, 'SCENE_URI is not set; give the .pov or .ini file'],
    [
      { SCENE_URI: 's3://scenes/shot/' },
      'SCENE_URI leads to a folder; name the .pov or .ini file in it with SCENE_FILE',
    ],
    [{ SCENE_URI: 'file:///scenes/shot.tar.gz' }, 'SCENE_URI leads to a folder'],
    [{ FRAMES: '-1-3' }, 'frame -1 is below 0, which POV-Ray does not know; shift the frames'],
    [{ ANIMATION_FIRST: '6' }, "ANIMATION_FIRST='6' is above frame 5, where POV-Ray begins; lower it"],
    [
      { FRAME_FORMAT: 'tif' },
      "FRAME_FORMAT='tif' is not one of png, jpg, exr, which POV-Ray writes; choose one of them",
    ],
    [{ POVRAY_ARGS: '+A0.3' }, "POVRAY_ARGS='+A0.3' is no JSON array of texts, such as"],
    [{ POVRAY_ARGS: '["+A\\u0000"]' }, 'has a NUL character; take it out'],
    [{ POVRAY_ARGS: '["+W64"]' }, "POVRAY_ARGS has '+W64', which the worker itself sets; leave it out"],
  ])('refuses %j', (given, message) => {
    expect(check(given)).toMatchObject({ exitCode: 64, message: expect.stringContaining(message) });
  });

  test.each<Variables>([
    {},
    { SCENE_URI: 'file:///scenes/shot', POVRAY_ARGS: '["+A0.3"]', FRAME_FORMAT: 'jpg' },
    { SCENE_URI: 's3://scenes/shot.zip', SCENE_FILE: 'a/shot.ini' },
    { ANIMATION_FIRST: '0', ANIMATION_LAST: '100' },
  ])('takes %j', (given) => {
    expect(check(given)).toBeUndefined();
  });
});

/** Calls a check of a job with these variables among others; gives what it throws. */
function checkerOf(check: (settings: Settings) => void, normal: Variables): (given: Variables) => unknown {
  return (given) => {
    try {
      return check(readSettings({ ...startJob, ...normal, ...given }));
    } catch (error) {
      return error;
    }
  };
}
