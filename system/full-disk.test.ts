import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { drawnFilm } from '../packages/worker/test/renderers/drawn-film.js';
import { writeZip } from '../packages/worker/test/renderers/write-zip.js';
import { runWorker, smallFilm } from '../packages/worker/test/run-worker.js';
import { mountSmallDisk, unmount } from './small-disk.js';

test.runIf(process.platform === 'linux').for(['shot.zip', 'shot.tar.gz'])(
  'a scene for which the disk has no room may be tried again: %s',
  async (name, { skip }) => {
    const folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const disk = join(folder, 'disk');
    await mkdir(disk);
    skip(!mountSmallDisk(disk, 4 * 2 ** 20), 'this process may not mount a file system');
    onTestFinished(() => unmount(disk));
    const content = randomBytes(9 * 2 ** 20);
    await writeFile(join(folder, 'shot.blend'), content);
    if (name.endsWith('.zip'))
      await writeFile(join(folder, name), writeZip([{ name: 'shot.blend', content }]));
    else await promisify(execFile)('tar', ['-czf', join(folder, name), '-C', folder, 'shot.blend']);
    const { film } = await drawnFilm('file', { TMPDIR: disk });
    const SCENE_URI = pathToFileURL(join(folder, name)).href;
    expect(await runWorker({ ...film, SCENE_URI })).toMatchObject({
      exitCode: 75,
      lastMessage: 'the machine refuses write: ENOSPC; give the job more room for temporary files',
    });
  },
);

test.runIf(process.platform === 'linux')(
  'a segment for which the disk has no room stands for no frame',
  async ({ skip }) => {
    const { folder, variables } = await smallFilm();
    const disk = join(folder, '../disk');
    await mkdir(disk, { recursive: true });
    skip(!mountSmallDisk(disk, 24_576), 'this process may not mount a file system');
    onTestFinished(() => unmount(disk));
    const film = { ...variables, TOTAL_FRAMES: '60', KEEP_FRAMES: 'false' };
    const rendered = await runWorker({ ...film, JOB_TYPE: 'render', TMPDIR: disk });
    expect(rendered.exitCode).toBe(0);
    expect(JSON.stringify(rendered.log)).toMatch(/this chunk has no segment.*No space left on device/);
    expect(await readdir(join(folder, 'frames'))).toHaveLength(60);
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
  },
);
