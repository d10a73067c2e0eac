import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FileStorage } from '../../src/storage/file-storage.js';
import { storageContract } from './storage-contract.js';

storageContract('files', async () => {
  const root = await mkdtemp(join(tmpdir(), 'storage-test-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return new FileStorage(root);
});

describe('FileStorage', () => {
  let root: string;
  let storage: FileStorage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'storage-test-'));
    storage = new FileStorage(root);
    return () => rm(root, { recursive: true, force: true });
  });

  test('leaves nothing unfinished in its folder', async () => {
    await storage.put('run.json', '{}');
    await storage.removeUnfinished();
    expect(await readdir(root)).toEqual(['run.json']);
  });

  test('goes on where another process has removed what is unfinished', async () => {
    await storage.put('run.json', '{}');
    await new FileStorage(root).removeUnfinished();
    await storage.put('report.json', '{}');
    await new FileStorage(root).removeUnfinished();
    expect(await storage.create('scene.json', '{}')).toBe(true);
    await new FileStorage(root).removeUnfinished();
    // A file that lies on the same disk never is unfinished.
    const [film, other] = ['film.mp4', 'other.mp4'].map((name) => join(root, name)) as [string, string];
    await writeFile(film, 'video');
    await storage.putFile('video.mp4', film);
    await expect(storage.putFile('video.mp4', other)).rejects.toMatchObject({ exitCode: 75 });
    expect((await readdir(root)).sort()).toEqual(['report.json', 'run.json', 'scene.json', 'video.mp4']);
  });

  test.skipIf(process.platform !== 'linux')('gives up where no folder can be made', async () => {
    await expect(new FileStorage('/proc/films/film').put('run.json', '{}')).rejects.toMatchObject({
      exitCode: 65,
      message: 'no folder can be made at /proc/films; use another OUTPUT_URI',
    });
  });
});
