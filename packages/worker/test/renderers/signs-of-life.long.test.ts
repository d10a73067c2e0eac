import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runWorker } from '../run-worker.js';
import { drawFrame, drawnFilm } from './drawn-film.js';

describe('the limit of a stalled program', () => {
  test('is not reached by one that says nothing but goes on finishing frames', async () => {
    const args = ['{output}', '{first}', '{last}', '{step}'];
    const RENDER_COMMAND = JSON.stringify([process.execPath, drawFrame, 'slow', ...args]);
    const { folder, film } = await drawnFilm('slow', { RENDER_COMMAND, TOTAL_FRAMES: '5' });
    expect(await runWorker({ ...film, RENDER_STALL_SECONDS: '3' })).toMatchObject({
      exitCode: 0,
      lastMessage: 'chunk finished',
    });
    expect(await readdir(join(folder, 'frames'))).toHaveLength(5);
  });

  test('is not reached by one that prints dots in one line', async () => {
    const { film } = await drawnFilm('dots', { TOTAL_FRAMES: '1' });
    expect(await runWorker({ ...film, RENDER_STALL_SECONDS: '2' })).toMatchObject({ exitCode: 0 });
  });
});
