import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FileStorage } from '../../src/storage/file-storage.js';

describe('FileStorage', () => {
  let root: string;
  let storage: FileStorage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'storage-test-'));
    storage = new FileStorage(root);
    return () => rm(root, { recursive: true, force: true });
  });

  test('gives back what was put, and nothing where nothing is', async () => {
    await storage.put('a/b.txt', 'first');
    await storage.put('a/b.txt', 'second');
    expect(String(await storage.get('a/b.txt'))).toBe('second');
    expect(await storage.get('a/c.txt')).toBeUndefined();
  });

  test('creates an object once, however many try at the same time', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => storage.create('run.json', String(index))),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(String(await storage.get('run.json'))).toBe(String(outcomes.indexOf(true)));
  });

  test.each([3, 300])('finds which of %i objects exist, and takes no folder for one', async (count) => {
    const keys = Array.from({ length: count }, (_, index) => `frames/${index}.png`);
    await storage.put('frames/1.png', 'x');
    await storage.put('frames/2.png/inside', 'x');
    expect(await storage.findExisting(keys)).toEqual(new Set(['frames/1.png']));
  });

  test('moves a finished file in, and leaves nothing unfinished behind', async () => {
    const other = await mkdtemp(join(tmpdir(), 'storage-test-'));
    onTestFinished(() => rm(other, { recursive: true, force: true }));
    await writeFile(join(other, 'video'), 'film');
    await storage.putFile('video.mp4', join(other, 'video'));
    await storage.removeUnfinished();
    expect(await readFile(join(root, 'video.mp4'), 'utf8')).toBe('film');
    expect([await readdir(other), await readdir(root)]).toEqual([[], ['video.mp4']]);
  });

  test.skipIf(process.platform !== 'linux')('gives up where no folder can be made', async () => {
    await expect(new FileStorage('/proc/films/film').put('run.json', '{}')).rejects.toMatchObject({
      exitCode: 65,
      message: 'no folder can be made at /proc/films; use another OUTPUT_URI',
    });
  });
});
