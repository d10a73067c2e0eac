import { mkdtemp, readdir, rm } from 'node:fs/promises';
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

  test.skipIf(process.platform !== 'linux')('gives up where no folder can be made', async () => {
    await expect(new FileStorage('/proc/films/film').put('run.json', '{}')).rejects.toMatchObject({
      exitCode: 65,
      message: 'no folder can be made at /proc/films; use another OUTPUT_URI',
    });
  });
});
