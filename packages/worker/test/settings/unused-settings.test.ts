import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/index.js';
import { unusedSettings } from '../../src/settings/unused-settings.js';
import { WorkerVariables } from '../../src/settings/variables.js';
import { startJob } from '../start-job.js';

const SCENE_URI = 'file:///scenes/shot.blend';
const FRAME = { RENDERER: 'command', RENDER_COMMAND: '["draw","{frame}","{output}"]' };
const BLENDER = { RENDERER: 'blender', SCENE_URI };
const POVRAY = { RENDERER: 'povray', SCENE_URI: 'file:///scenes/shot.pov' };
/** All that is some renderer's, but for RENDER_COMMAND, which the test pattern refuses. */
const OF_RENDERERS = {
  RENDER_OUTPUT: '{frame}.png',
  RENDER_RETRY_ON: 'licence',
  FRAME_TIMEOUT_SECONDS: '9',
  RENDER_STALL_SECONDS: '9',
  SCENE_FILE: 'shot.blend',
  BLENDER_PATH: '/blender',
  BLENDER_MISSING_FILES: 'ignore',
  BLENDER_AUTOEXEC: 'true',
  CYCLES_DEVICE: 'CPU',
  POVRAY_PATH: '/povray',
  POVRAY_ARGS: '[]',
  ANIMATION_FIRST: '1',
  ANIMATION_LAST: '99',
};

describe('unusedSettings', () => {
  test.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{}, []],
    [
      { ...OF_RENDERERS, SCENE_URI },
      [
        "SCENE_URI, SCENE_FILE, RENDER_RETRY_ON, FRAME_TIMEOUT_SECONDS, RENDER_STALL_SECONDS, RENDER_OUTPUT, BLENDER_PATH, BLENDER_MISSING_FILES, BLENDER_AUTOEXEC, CYCLES_DEVICE, POVRAY_PATH, POVRAY_ARGS (RENDERER is 'test-pattern')",
      ],
    ],
    [
      { ...OF_RENDERERS, ...FRAME, SCENE_URI },
      [
        "BLENDER_PATH, BLENDER_MISSING_FILES, BLENDER_AUTOEXEC, CYCLES_DEVICE, POVRAY_PATH, POVRAY_ARGS (RENDERER is 'command')",
        'SCENE_URI, SCENE_FILE (RENDER_COMMAND has no {scene})',
        'ANIMATION_FIRST (RENDER_COMMAND has no {animationFirst})',
        'ANIMATION_LAST (RENDER_COMMAND has no {animationLast})',
      ],
    ],
    [
      {
        ...FRAME,
        ...{ SCENE_URI, SCENE_FILE: 'a', ANIMATION_FIRST: '1', ANIMATION_LAST: '9' },
        RENDER_COMMAND: '["draw","{frame}","{output}","{scene}","{animationFirst:04}-{animationLast}"]',
      },
      [],
    ],
    [{ ...FRAME, SCENE_FILE: 'a' }, ['SCENE_FILE (SCENE_URI is not set)']],
    [
      { ...OF_RENDERERS, ...BLENDER, RENDER_COMMAND: '[]' },
      [
        "ANIMATION_FIRST, ANIMATION_LAST, RENDER_COMMAND, RENDER_OUTPUT, POVRAY_PATH, POVRAY_ARGS (RENDERER is 'blender')",
      ],
    ],
    [{ ...BLENDER, ANIMATION_LAST: '99', ON_MISSING_FRAMES: 'slate' }, []],
    [
      { ...BLENDER, ANIMATION_LAST: '99', ON_MISSING_FRAMES: 'slate', VIDEO_CODEC: 'none' },
      ["ANIMATION_LAST (RENDERER is 'blender')"],
    ],
    [
      { ...OF_RENDERERS, ...POVRAY, RENDER_COMMAND: '[]' },
      [
        "RENDER_COMMAND, RENDER_OUTPUT, BLENDER_PATH, BLENDER_MISSING_FILES, BLENDER_AUTOEXEC, CYCLES_DEVICE (RENDERER is 'povray')",
      ],
    ],
    [{ EXR_TRANSFER: 'srgb' }, ["EXR_TRANSFER (FRAME_FORMAT is 'png')"]],
    [{ ...BLENDER, FRAME_FORMAT: 'exr', EXR_TRANSFER: 'srgb' }, []],
    [{ FPS: '24', SEGMENTS: 'false' }, []],
    [
      {
        ...BLENDER,
        VIDEO_CODEC: 'none',
        FRAME_FORMAT: 'exr',
        EXR_TRANSFER: 'srgb',
        FPS: '24',
        SEGMENTS: 'true',
      },
      ["FPS, SEGMENTS, EXR_TRANSFER (VIDEO_CODEC is 'none')"],
    ],
    [
      { VIDEO_CODEC: 'none', EXR_TRANSFER: 'srgb', FPS: '24', SCENE_FILE: 'a' },
      [
        "SCENE_FILE (RENDERER is 'test-pattern')",
        "EXR_TRANSFER (FRAME_FORMAT is 'png')",
        "FPS (VIDEO_CODEC is 'none')",
      ],
    ],
    [{ ...OF_RENDERERS, RENDERER: './mine.mjs', VIDEO_CODEC: 'none', FPS: '24', EXR_TRANSFER: 'srgb' }, []],
  ])('finds in %j what nothing comes of', (given, unused) => {
    expect(unusedSettings(readSettings({ ...startJob, ...given }))).toEqual(unused);
  });

  test('knows every variable that is named after a renderer', () => {
    const names = Object.keys(WorkerVariables.entries).filter((name) =>
      /^(RENDER|SCENE|BLENDER|CYCLES|POVRAY)_/.test(name),
    );
    const known = Object.keys({ SCENE_URI, RENDER_COMMAND: '', ...OF_RENDERERS });
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });
});
