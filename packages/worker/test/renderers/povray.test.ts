import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hasProgram } from '../../../../test/has-program.js';
import { runWorker, smallFilm } from '../run-worker.js';
import { fakeProgram } from '../video/fake-program.js';

describe('POV-Ray', () => {
  test('has for each frame the time of one, although it renders many at a time', async () => {
    const { folder, variables } = await smallFilm();
    const scene = join(folder, '../scene.pov');
    await writeFile(scene, '');
    // Its second frame never ends, and it says so again and again.
    const POVRAY_PATH = await fakeProgram(
      `console.log('Rendering frame 1 of 60'); setInterval(() => console.log('Rendering frame 2 of 60'), 100);`,
    );
    const result = await runWorker({
      ...variables,
      ...{ JOB_TYPE: 'render', RENDERER: 'povray', SCENE_URI: pathToFileURL(scene).href, POVRAY_PATH },
      ...{ FRAMES: '5-64', FRAME_TIMEOUT_SECONDS: '2' },
    });
    expect(result.lastMessage).toMatch(/took for frame 6 more than 2 s; it said last/);
    expect(result.exitCode).toBe(75);
  });

  test.each([
    ...['+Iother.pov', 'Input_File_Name=other.pov'],
    ...['+O/tmp/x.png', '-obeside', '+A0.3 +Obeside', 'Output_File_Name=x', 'output_to_file=off'],
    ...[
      '+KFF9',
      '+kfi2',
      '-KI0',
      '+KF2',
      'Initial_Frame=2',
      'final_FRAME=9',
      'Initial_Clock=0',
      'Final_Clock=2',
    ],
    ...['+SF2', '+EF1', 'Subset_Start_Frame=2', 'Subset_End_Frame=1'],
    ...['+STP2', 'Frame_Step=2', '+P', 'Pause_When_Done=on'],
    ...['+FJ', '-F', 'Output_File_Type=J', '+W32', '+h32', 'Width=32', 'Height=32'],
  ])('takes no argument that contradicts what the worker sets: %s', async (argument) => {
    const { folder, film } = await tinyFilm();
    const result = await runWorker({ ...film, POVRAY_ARGS: JSON.stringify(['+A0.3', argument]) });
    const given = argument.split(' ').at(-1);
    expect(result.lastMessage).toMatch(
      /^POVRAY_ARGS has '.*', which the worker itself sets; leave it out, .*$/,
    );
    expect(result.lastMessage).toContain(`'${given}'`);
    expect(result.exitCode).toBe(64);
    expect(existsSync(join(folder, 'frames'))).toBe(false);
  });

  test('is refused what it cannot do before its scene is looked for', async () => {
    const { film } = await tinyFilm();
    const SCENE_URI = 'file:///nowhere/scene.pov';
    expect(await runWorker({ ...film, SCENE_URI, FRAME_FORMAT: 'tif' })).toMatchObject({
      exitCode: 64,
      lastMessage: "FRAME_FORMAT='tif' is not one of png, jpg, exr, which POV-Ray writes; choose one of them",
    });
  });

  test.runIf(hasProgram('povray'))(
    'takes others, and settings in a file of its own change nothing of the worker’s',
    async () => {
      const { folder, film } = await tinyFilm();
      const settings = join(folder, '../quality.ini');
      await writeFile(settings, `Output_File_Name=${folder}/elsewhere\nFinal_Frame=9\nWidth=99\n`);
      const header = join(folder, '../header.inc');
      await writeFile(header, '');
      const args = ['+A0.3', '+WT1', '+SR1', '+KC', `+HI${header}`, 'Declare=Width=2', '+Llib', settings];
      const result = await runWorker({ ...film, POVRAY_ARGS: JSON.stringify(args) });
      expect(result).toMatchObject({ exitCode: 0 });
      expect(await readdir(join(folder, 'frames'))).toEqual(['frame-000001.png', 'frame-000002.png']);
    },
  );

  test.runIf(hasProgram('povray'))(
    'renders every frame, and waits for nobody, whatever the settings of the scene say',
    async () => {
      const { folder, film } = await tinyFilm();
      const settings = join(folder, '../scene.ini');
      await writeFile(settings, 'Input_File_Name=scene.pov\nFrame_Step=2\nPause_When_Done=on\n');
      const given = { SCENE_URI: pathToFileURL(settings).href, RENDER_STALL_SECONDS: '10' };
      expect(await runWorker({ ...film, ...given })).toMatchObject({ exitCode: 0 });
      expect(await readdir(join(folder, 'frames'))).toEqual(['frame-000001.png', 'frame-000002.png']);
    },
  );
});

/** The variables of two frames of a scene with nothing in it. */
async function tinyFilm() {
  const { folder, variables } = await smallFilm();
  const scene = join(folder, '../scene.pov');
  await writeFile(scene, '');
  return {
    folder,
    film: {
      ...variables,
      ...{ JOB_TYPE: 'render', RENDERER: 'povray', SCENE_URI: pathToFileURL(scene).href },
      ...{ TOTAL_FRAMES: '2', WIDTH: '16', HEIGHT: '16' },
    },
  };
}
