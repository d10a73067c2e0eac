import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runWorker, smallFilm } from '../run-worker.js';
import { drawFrame, drawnFilm } from './drawn-film.js';

describe('a scene', () => {
  test('is no matter to the test pattern', async () => {
    const { folder, variables } = await smallFilm();
    const SCENE_URI = pathToFileURL(join(folder, 'nowhere.zip')).href;
    const film = { ...variables, JOB_TYPE: 'render', TOTAL_FRAMES: '2', SCENE_URI };
    expect(await runWorker(film)).toMatchObject({ exitCode: 0 });
  });

  test('that is saved again while its film is rendered is refused, until it is put back or the run has another id', async () => {
    const { folder, film } = await drawnFilm('file');
    const scene = join(folder, '../shot.scene');
    await writeFile(scene, 'first');
    const RENDER_COMMAND = JSON.stringify([
      process.execPath,
      drawFrame,
      'file',
      '{output}',
      '{frame}',
      '{frame}',
      '1',
      '{scene}',
    ]);
    const given = { ...film, RENDER_COMMAND, SCENE_URI: pathToFileURL(scene).href };
    expect(await runWorker(given)).toMatchObject({ exitCode: 0 });
    await rm(join(folder, 'frames/frame-000002.png'));
    await writeFile(scene, 'second');
    const refused = await runWorker(given);
    expect(refused.lastMessage).toMatch(
      /^SCENE_URI='.*' has changed since this run began: then '5 bytes, checksum [0-9a-f]{8}', now '6 bytes, .*'; put it back/,
    );
    expect(refused.exitCode).toBe(65);
    expect(await runWorker({ ...given, RUN_ID: 'another' })).toMatchObject({ exitCode: 0 });
    await writeFile(scene, 'first');
    expect(await runWorker(given)).toMatchObject({ exitCode: 0 });
  });
});
