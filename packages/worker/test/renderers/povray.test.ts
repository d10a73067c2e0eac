import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
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
      ...{ TOTAL_FRAMES: '60', FRAME_TIMEOUT_SECONDS: '2' },
    });
    expect(result.lastMessage).toMatch(/took for frame 2 more than 2 s; it said last/);
    expect(result.exitCode).toBe(75);
  });
});
