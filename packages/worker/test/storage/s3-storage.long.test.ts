import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openFolder, openStorage } from '../../src/storage/open-storage.js';
import { S3Place } from '../../src/storage/s3-place.js';
import { S3Storage } from '../../src/storage/s3-storage.js';
import { runWorker, startWorker } from '../run-worker.js';
import { type S3Server, startS3Server } from './s3-server.js';
import { readText, storageContract } from './storage-contract.js';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3Server(['films']);
  for (const [name, value] of Object.entries(s3.variables)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await s3.close();
});

const NEVER = new AbortController().signal;
const open = () => openFolder('OUTPUT_URI', `s3://films/${randomUUID()}`, NEVER);
storageContract('S3', open);

describe('S3Storage', () => {
  test('lists no more than it is asked for: one call for a chunk among many frames', async () => {
    const storage = await open();
    const key = (frame: number) => `frames/frame-${String(frame).padStart(6, '0')}.png`;
    for (let frame = 1; frame <= 5_000; frame += 1) {
      s3.objects.set(`${storage.uri.slice('s3://'.length)}/${key(frame)}`, Buffer.from('x'));
    }
    s3.requests.length = 0;
    const chunk = [4_001, 4_002, 4_030].map(key);
    expect(await storage.findExisting(chunk)).toEqual(new Set(chunk));
    expect(s3.requests).toHaveLength(1);
    const scattered = [1, 4_999, 9_999].map(key);
    expect(await storage.findExisting(scattered)).toEqual(new Set(scattered.slice(0, 2)));
    expect(s3.requests).toHaveLength(3);
  });

  test('bears a busy server and answers that break off', async () => {
    onTestFinished(() => {
      s3.fault = () => undefined;
    });
    const storage = await open();
    const seen = new Map<string, number>();
    s3.fault = (request) => {
      const count = (seen.get(request) ?? 0) + 1;
      seen.set(request, count);
      return count === 1 ? 'busy' : count === 2 ? 'cut' : undefined;
    };
    await storage.put('run.json', 'a film of some length');
    expect(await readText(storage, 'run.json')).toBe('a film of some length');
  });

  test('insists for a while on what a place refuses that has answered before', async () => {
    onTestFinished(() => {
      s3.fault = () => undefined;
    });
    const stop = new AbortController();
    // The SDK itself does not send again what has arrived damaged.
    const refuse = (times: number) => {
      let left = times;
      s3.fault = () => (left-- > 0 ? 'damaged' : undefined);
    };
    const storage = new S3Storage(new S3Place('films', randomUUID(), stop.signal, { pauseMs: 1 }));
    refuse(1);
    await expect(storage.put('a', 'first')).rejects.toMatchObject({ exitCode: 75 });
    await storage.put('a', 'second');
    refuse(5);
    await storage.put('a', 'third');
    refuse(5);
    expect(await readText(storage, 'a')).toBe('third');
    refuse(6);
    await expect(storage.put('a', 'fourth')).rejects.toThrow(/BadDigest.*try again/);
  });

  test('insists until the last moment once the job has to stop', async () => {
    onTestFinished(() => {
      s3.fault = () => undefined;
    });
    const stop = new AbortController();
    const place = new S3Place('films', randomUUID(), stop.signal, { pauseMs: 1, lastWritesMs: 2_000 });
    const storage = new S3Storage(place);
    await storage.put('a', 'first');
    stop.abort();
    let left = 20;
    s3.fault = () => (left-- > 0 ? 'damaged' : undefined);
    await storage.put('a', 'second');
    expect(left).toBeLessThan(0);
    s3.fault = () => 'damaged';
    await expect(storage.put('a', 'third')).rejects.toThrow(
      /BadDigest.*; try again, since a job that is asked to stop cannot wait/,
    );
  });

  test('gives up what a silent place does not take once the job has to stop', async () => {
    onTestFinished(() => {
      s3.fault = () => undefined;
    });
    const folder = await mkdtemp(join(tmpdir(), 's3-storage-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'segment.mp4');
    await writeFile(path, Buffer.alloc(20 * 2 ** 20));
    const stop = new AbortController();
    const place = new S3Place('films', randomUUID(), stop.signal, { pauseMs: 1, lastWritesMs: 500 });
    const storage = new S3Storage(place);
    await storage.put('run.json', '{}');
    s3.fault = () => 'silent';
    const writes = [
      storage.put('a', 'b'),
      storage.putFile('c', path),
      storage.create('d', 'e'),
      storage.remove(['f']),
    ];
    const ends = Promise.allSettled(writes);
    stop.abort();
    for (const end of await ends)
      expect(end).toMatchObject({
        reason: {
          message: expect.stringMatching(/^cannot (write|remove) .*: it takes longer than a job has/),
        },
      });
    await expect(storage.put('g', 'h')).rejects.toThrow(/it takes longer than a job has/);
    expect(await stat(path)).toMatchObject({ size: 20 * 2 ** 20 });
  });

  test('lets no job run on that is asked to stop, although the place says nothing', async () => {
    onTestFinished(() => {
      s3.fault = () => undefined;
    });
    const film = {
      ...s3.variables,
      OUTPUT_URI: 's3://films/silent',
      RUN_ID: 'film',
      WIDTH: '160',
      HEIGHT: '90',
    };
    const worker = startWorker({
      ...film,
      JOB_TYPE: 'render',
      TOTAL_FRAMES: '900',
      FRAMES_PER_RENDER_JOB: '900',
    });
    await worker.untilLine(/frame rendered/);
    s3.fault = () => 'silent';
    worker.process.kill('SIGTERM');
    const { exitCode, lastMessage } = await worker.ended;
    expect(lastMessage).toMatch(
      /^stopped as asked; meanwhile: cannot write s3:\/\/films\/silent\/film\/.*it takes longer/,
    );
    expect(exitCode).toBe(143);
  });

  test('names the bucket, the request and what to do', async () => {
    const storage = await openStorage({ outputUri: 's3://nowhere/films/', runId: 'film' }, NEVER);
    await expect(storage.put('run.json', '{}')).rejects.toMatchObject({
      exitCode: 65,
      message: expect.stringMatching(
        /^cannot write s3:\/\/nowhere\/films\/film\/run\.json: NoSuchBucket: .* \[request R1\]; create the bucket/,
      ),
    });
  });

  test('removes unfinished uploads of its own folder, and no other', async () => {
    const start = (key: string) => fetch(`${s3.endpoint}/films/${key}?uploads`, { method: 'POST' });
    await Promise.all(['nightly/a/video.mp4', 'nightly/b/video.mp4'].map(start));
    await (await openFolder('OUTPUT_URI', 's3://films/nightly/a', NEVER)).removeUnfinished();
    const left = await (await fetch(`${s3.endpoint}/films?uploads`)).text();
    expect(left).not.toContain('nightly/a/');
    expect(left).toContain('nightly/b/');
  });

  test.each(['s3://films/../other', 's3://films//a', 's3://films/./a'])('refuses %s', async (uri) => {
    await expect(openFolder('OUTPUT_URI', uri, NEVER)).rejects.toMatchObject({ exitCode: 64 });
  });

  test('takes a film from start to end, and a plan that is too long from its URI', async () => {
    const film = {
      ...s3.variables,
      OUTPUT_URI: 's3://films/whole',
      RUN_ID: 'film',
      WIDTH: '160',
      HEIGHT: '90',
      PLAN_URI: 's3://films/whole/film/plan.json',
    };
    const plan = { frames: { dialect: 'openjd', text: '1-6' }, framesPerJob: 3, distribution: 'even' };
    const renderJobs = [{ firstChunk: 0, chunkCount: 2, arraySize: 2 }];
    s3.objects.set(
      'films/whole/film/plan.json',
      Buffer.from(JSON.stringify({ ...plan, chunkCount: 2, renderJobs })),
    );
    for (const index of ['0', '1']) {
      const child = await runWorker({ ...film, JOB_TYPE: 'render', AWS_BATCH_JOB_ARRAY_INDEX: index });
      expect(child).toMatchObject({ exitCode: 0, lastMessage: 'chunk finished' });
    }
    const compile = await runWorker({ ...film, JOB_TYPE: 'compile' });
    expect(compile).toMatchObject({ exitCode: 0, lastMessage: 'compile finished' });
    const report = JSON.parse(String(s3.objects.get('films/whole/film/report.json')));
    expect(report).toMatchObject({
      video: 's3://films/whole/film/video.mp4',
      frames: { planned: 6, found: 6 },
    });
    expect(s3.objects.get('films/whole/film/video.mp4')?.length).toBe(report.bytes);
  });
});
