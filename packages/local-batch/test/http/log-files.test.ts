import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { link, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';
import { openSigned, type SentRequest, signedFetch } from './signed-fetch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch();
  await mkdir(join(batch.logFolder, 'render/default'), { recursive: true });
  await writeFile(join(batch.logFolder, 'render/default/1.log'), 'frame 1\n');
});
afterAll(() => batch[Symbol.asyncDispose]());

const read = (path: string, more: Partial<SentRequest> = {}) =>
  signedFetch(batch, { path, method: 'GET', body: '', ...more });

describe('GET /logs/<log stream name>', () => {
  test('answers what a job wrote, as text', async () => {
    await batch.register('both', 'console.log("out ü"); console.error("err")');
    const { container } = await batch.waitFor(await batch.submit('both'), 'SUCCEEDED');
    const answer = await read(`/logs/${container?.logStreamName}`);
    expect(answer).toMatchObject({ status: 200, text: 'out ü\nerr\n' });
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  test('takes a name whose slashes are percent-encoded, and an empty file', async () => {
    expect(await read('/logs/render%2Fdefault%2F1')).toMatchObject({ status: 200, text: 'frame 1\n' });
    await writeFile(join(batch.logFolder, 'empty.log'), '');
    expect(await read('/logs/empty')).toMatchObject({ status: 200, text: '' });
  });

  test('gives a running job’s log as far as it is written', async () => {
    await batch.register('slow', 'console.log("so far"); setTimeout(() => {}, 1e3)');
    const { container } = await batch.waitFor(await batch.submit('slow'), 'RUNNING');
    const text = async () => (await read(`/logs/${container?.logStreamName}`)).text;
    await expect.poll(text, { interval: 15, timeout: 5000 }).toBe('so far\n');
  });

  test('must be signed', async () => {
    expect(await read('/logs/render/default/1', { isUnsigned: true })).toMatchObject({
      status: 403,
      text: expect.stringMatching(/^Missing Authentication Token: .*\n$/),
    });
  });

  test('refuses other methods', async () => {
    const answer = await read('/logs/render/default/1', { method: 'DELETE' });
    expect(answer).toMatchObject({ status: 405, text: 'Log files take GET, not DELETE\n' });
  });
});

describe('a log stream that is none is refused with one line:', () => {
  beforeAll(async () => {
    const { logFolder } = batch;
    const outside = `${logFolder}-outside`;
    await mkdir(join(outside, 'default'), { recursive: true });
    await writeFile(join(outside, 'default/secret.log'), 'secret');
    await symlink(join(outside, 'default/secret.log'), join(logFolder, 'link.log'));
    await symlink(outside, join(logFolder, 'folder'));
    await writeFile(join(logFolder, 'plain.txt'), 'not a log');
    await mkdir(join(logFolder, 'directory.log'));
    await promisify(execFile)('mkfifo', [join(logFolder, 'pipe.log')]);
  });
  afterAll(() => rm(`${batch.logFolder}-outside`, { recursive: true }));

  const outside = () => `${batch.logFolder.split('/').at(-1)}-outside/default/secret`;
  test.each<[string, () => string]>([
    ['an unknown one', () => 'render/default/2'],
    ['..', () => `../${outside()}`],
    ['.. within a name', () => `render/../../${outside()}`],
    ['.. with encoded slashes', () => `..%2F${outside()}`],
    ['encoded dots', () => `%2e%2e/${outside()}`],
    ['encoded twice', () => `%252e%252e%252F${outside()}`],
    ['backslashes', () => `..%5C${outside()}`],
    ['an absolute path', () => `%2Ftmp/${outside()}`],
    ['an absolute path, unencoded', () => `/tmp/${outside()}`],
    ['a NUL', () => 'render/default/1.log%00'],
    ['a dot', () => './render/default/1'],
    ['an empty name', () => ''],
    ['a name too long for any file', () => 'a'.repeat(4000)],
    ['a symbolic link to a file outside', () => 'link'],
    ['a file in a linked folder', () => 'folder/default/secret'],
    ['a file that is no log', () => 'plain.txt'],
    ['a folder', () => 'directory'],
    ['a pipe, without waiting for its writer', () => 'pipe'],
  ])('%s', async (_, name) => {
    const answer = await read(`/logs/${name()}`);
    expect(answer).toMatchObject({
      status: 404,
      text: expect.stringMatching(/^There is no log stream ".*"\n$/),
    });
  });

  test('what is no UTF-8', async () => {
    const answer = await read('/logs/%ff');
    expect(answer.text).toBe('The log stream name "%ff" is not percent-encoded UTF-8\n');
    expect(answer.status).toBe(400);
  });
});

test('a hard link within the log folder is a log like any other', async () => {
  await link(join(batch.logFolder, 'render/default/1.log'), join(batch.logFolder, 'again.log'));
  expect(await read('/logs/again')).toMatchObject({ status: 200, text: 'frame 1\n' });
});

test('a log larger than any memory is sent as its reader takes it, who may go away', async () => {
  const file = join(batch.logFolder, 'huge.log');
  await writeFile(file, 'first line\n');
  await truncate(file, 2 ** 40);
  const answer = await openSigned(batch, { path: '/logs/huge', method: 'GET', body: '' });
  expect(answer.headers['content-length']).toBe(String(2 ** 40));
  const [chunk] = await once(answer, 'data');
  expect(String(chunk)).toMatch(/^first line\n/);
  answer.destroy();
  expect(await read('/logs/render/default/1')).toMatchObject({ status: 200 });
});
