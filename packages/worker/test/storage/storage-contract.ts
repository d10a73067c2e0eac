import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerRecord } from '@render/batch-fanout';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Storage } from '../../src/storage/storage.js';
import { StorageLedger } from '../../src/storage/storage-ledger.js';

/** What every storage does, wherever it keeps a run. */
export function storageContract(name: string, open: () => Promise<Storage>): void {
  describe(`storage on ${name}`, () => {
    test('gives back what was put, and nothing where nothing is', async () => {
      const storage = await open();
      await storage.put('a/b.txt', 'first');
      await storage.put('a/b.txt', 'second');
      expect(await readText(storage, 'a/b.txt')).toBe('second');
      expect(await storage.get('a/c.txt')).toBeUndefined();
    });

    test('creates an object once, however many try at the same time', async () => {
      const storage = await open();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => storage.create('run.json', String(index))),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await readText(storage, 'run.json')).toBe(String(outcomes.indexOf(true)));
    });

    test.each([1, 3, 300])('finds which of %i objects exist, and takes no folder for one', async (count) => {
      const storage = await open();
      const keys = Array.from({ length: count }, (_, index) => `frames/${index + 1}.png`);
      await storage.put('frames/1.png', 'x');
      await storage.put('frames/2.png/inside', 'x');
      await storage.put('chunks/1.png', 'x');
      expect(await storage.findExisting(keys)).toEqual(new Set(['frames/1.png']));
      expect(await storage.findExisting([])).toEqual(new Set());
    });

    test('moves a finished file in, however large', async () => {
      const storage = await open();
      const folder = await mkdtemp(join(tmpdir(), 'storage-test-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      for (const bytes of [4, 20 * 2 ** 20]) {
        const film = Buffer.alloc(bytes, 'film');
        await writeFile(join(folder, 'video'), film);
        await storage.putFile('video.mp4', join(folder, 'video'));
        expect(existsSync(join(folder, 'video'))).toBe(false);
        expect(Buffer.from((await storage.get('video.mp4')) ?? []).equals(film)).toBe(true);
      }
    });

    test('fetches an object as a file, and says where there is none', async () => {
      const storage = await open();
      const folder = await mkdtemp(join(tmpdir(), 'storage-test-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      await storage.put('segments/1.mp4', 'film');
      expect(await storage.getFile('segments/1.mp4', join(folder, 'a'))).toMatch(/./);
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('film');
      expect(await storage.getFile('segments/2.mp4', join(folder, 'b'))).toBeUndefined();
      expect(existsSync(join(folder, 'b'))).toBe(false);
    });

    test('lists all keys that begin alike, and removes those it is given', async () => {
      const storage = await open();
      const keys = Array.from({ length: 1_100 }, (_, index) => `chunks/g1-${index}`);
      await Promise.all(keys.map((key) => storage.put(key, 'x')));
      await storage.put('chunks/g0-1', 'x');
      expect(await storage.list('nothing/')).toEqual([]);
      expect((await storage.list('chunks/g1-')).sort()).toEqual(keys.toSorted());
      await storage.remove(['chunks/g0-2', ...keys]);
      expect(await storage.list('chunks/g')).toEqual(['chunks/g0-1']);
    });

    test('keeps a ledger of which one of many writes every version', async () => {
      const ledger = new StorageLedger(await open());
      const record = (owner: string): LedgerRecord => ({ digest: 'd', owner, leaseUntil: 1, jobs: {} });
      expect(await ledger.read('film', 0)).toBeUndefined();
      const owners = ['a', 'b', 'c', 'd', 'e'];
      const created = await Promise.all(owners.map((owner) => ledger.create('film', 0, record(owner))));
      const [first] = created.filter((written) => written !== undefined);
      expect(await ledger.read('film', 0)).toEqual(first);
      const version = first?.version ?? '';
      const replaced = await Promise.all(
        owners.map((owner) => ledger.replace('film', 0, record(`${owner}2`), version)),
      );
      const [second, ...others] = replaced.filter((written) => written !== undefined);
      expect(others).toEqual([]);
      expect(await ledger.read('film', 0)).toEqual(second);
      expect(await ledger.read('film', 1)).toBeUndefined();
    });
  });
}

/** An object's text. */
export async function readText(storage: Storage, key: string): Promise<string> {
  return Buffer.from((await storage.get(key)) ?? []).toString();
}
