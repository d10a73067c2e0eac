import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawFrame, drawnFilm } from '../renderers/drawn-film.js';
import { runWorker, smallFilm, startWorker } from '../run-worker.js';
import { readReport, renderChunks } from './film-steps.js';

/** A renderer that draws its last frame first, and its first one only once there is a file where it is told to wait for one. */
const BACKWARDS = `
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
export const renderer = {
  name: 'backwards',
  async *render({ frames, scratch, variables }) {
    for (const frame of [...frames].reverse()) {
      while (frame === 1 && variables.WAIT_FOR && !existsSync(variables.WAIT_FOR)) await setTimeout(20);
      const file = join(scratch, String(frame));
      execFileSync(process.execPath, [${JSON.stringify(drawFrame)}, 'file', file, String(frame)]);
      yield { frame, data: readFileSync(file) };
    }
  },
};
`;

/** A preview of one chunk, and one child of it that waits before its last frame. */
async function previewWithTwin() {
  const { folder, variables } = await smallFilm();
  const { WIDTH: _, HEIGHT: __, ...rest } = variables;
  const module = join(folder, '../backwards.mjs');
  await writeFile(module, BACKWARDS);
  const film = { ...rest, RENDERER: module, KEEP_FRAMES: 'false', TOTAL_FRAMES: '24', VIDEO_CODEC: 'png' };
  const go = join(folder, '../go');
  const twin = startWorker({ ...film, JOB_TYPE: 'render', WAIT_FOR: go });
  await twin.untilLine(/"frame":2,/);
  return { folder, film, twin, letGo: () => writeFile(go, '') };
}

describe('a child that runs twice at the same moment', () => {
  test('leaves a preview as the other one has finished it, whose frames have gone', async () => {
    const { folder, film, twin, letGo } = await previewWithTwin();
    expect(await runWorker({ ...film, JOB_TYPE: 'render' })).toMatchObject({ exitCode: 0 });
    expect(await readdir(join(folder, 'frames'))).toEqual([]);
    const segment = join(folder, 'segments/segment-00000.mov');
    const { ino } = await stat(segment);
    await letGo();
    const { exitCode, log } = await twin.ended;
    expect(exitCode).toBe(0);
    expect(log).toContainEqual(expect.objectContaining({ msg: 'this chunk was finished before' }));
    expect(await stat(segment)).toMatchObject({ ino });
    expect(await readdir(join(folder, 'frames'))).toEqual([]);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(await readReport(folder)).toMatchObject({ way: 'join', frames: { found: 24 } });
  });

  test('leaves it also when it is stopped', async () => {
    const { folder, film, twin } = await previewWithTwin();
    await runWorker({ ...film, JOB_TYPE: 'render' });
    twin.process.kill('SIGTERM');
    expect(await twin.ended).toMatchObject({ exitCode: 143 });
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    expect(await readReport(folder)).toMatchObject({ way: 'join' });
  });
});

describe('an attempt after one that was killed', () => {
  test('removes the frames of a preview that the segment stands for', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '3', JOB_TYPE: 'render' };
    await runWorker(film);
    await runWorker({ ...film, KEEP_FRAMES: 'false' });
    expect(await readdir(join(folder, 'frames'))).toEqual([]);
  });

  test('renders a preview again whose segment is damaged', async () => {
    const { folder, variables } = await smallFilm();
    const film = { ...variables, TOTAL_FRAMES: '3', JOB_TYPE: 'render', KEEP_FRAMES: 'false' };
    await runWorker(film);
    await truncate(join(folder, 'segments/segment-00000.mp4'), 500);
    expect((await runWorker(film)).log.at(-1)).toMatchObject({ msg: 'chunk finished', rendered: 3 });
    expect(await readdir(join(folder, 'frames'))).toEqual([]);
    expect((await runWorker(film)).log.at(-1)).toMatchObject({ msg: 'chunk finished', rendered: 0 });
  });

  test('tells compile how large the frames are that it has found', async () => {
    const { folder, film } = await drawnFilm('file', { FRAMES_PER_RENDER_JOB: '2' });
    await renderChunks(film, 1);
    const second = { ...film, AWS_BATCH_JOB_ARRAY_INDEX: '1', SIZE: '32x32' };
    await runWorker(second);
    const record = join(folder, 'chunks/g0-chunk-00001.json');
    await rm(record);
    expect((await runWorker(second)).log.at(-1)).toMatchObject({ msg: 'chunk finished', rendered: 0 });
    expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ size: { width: 32, height: 32 } });
    expect((await runWorker({ ...film, JOB_TYPE: 'compile' })).exitCode).toBe(65);
  });
});
