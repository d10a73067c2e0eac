import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/index.js';
import { type SentRequest, signedFetch } from '../http/signed-fetch.js';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch();
});
afterAll(() => batch[Symbol.asyncDispose]());
beforeEach(() => batch.faults.clear());

async function send(method: string, path = '/faults', body = '', more: Partial<SentRequest> = {}) {
  const { status, headers, text } = await signedFetch(batch, { method, path, body, ...more });
  return { status, type: headers['x-amzn-errortype'], body: JSON.parse(text) as Record<string, unknown> };
}

describe('/faults', () => {
  test('adds faults, lists them with their defaults and strikes, and removes one or all', async () => {
    const add = async (fault: Fault) => (await send('POST', '/faults', JSON.stringify(fault))).body.id;
    const one = await add({ kind: 'throttle', operation: 'DescribeJobs' });
    const two = await add({ kind: 'spot-loss', job: 'film', times: 'always' });
    const three = await add({ kind: 'list-lag', lagMs: 5 });
    await expect(batch.describe('x')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    const faults = [
      { id: one, kind: 'throttle', operation: 'DescribeJobs', times: 1, strikes: 1 },
      {
        id: two,
        kind: 'spot-loss',
        job: 'film',
        attempt: 1,
        platform: 'EC2',
        afterMs: 0,
        times: 'always',
        strikes: 0,
      },
      { id: three, kind: 'list-lag', lagMs: 5, times: 1, strikes: 0 },
    ];
    expect(await send('GET')).toMatchObject({ status: 200, body: { faults } });
    expect(batch.faults.list()).toEqual(faults);
    expect(await send('DELETE', `/faults/${two}`)).toMatchObject({ status: 200, body: {} });
    expect(batch.faults.list().map(({ id }) => id)).toEqual([one, three]);
    expect(await send('DELETE')).toMatchObject({ status: 200, body: {} });
    expect(batch.faults.list()).toEqual([]);
  });

  test('refuses what it does not know, and what is not signed', async () => {
    expect(await send('DELETE', '/faults/fault-0')).toMatchObject({
      status: 404,
      type: 'ClientException',
      body: { __type: 'ClientException', message: 'There is no fault "fault-0"' },
    });
    expect((await send('GET', '/faults/a/b')).status).toBe(404);
    expect((await send('PUT')).status).toBe(405);
    expect((await send('GET', '/faults/fault-1')).status).toBe(405);
    expect((await send('POST', '/faults', '{')).status).toBe(400);
    expect((await send('GET', '/faults', '', { isUnsigned: true })).status).toBe(403);
  });

  test('is not itself struck', async () => {
    batch.faults.add({ kind: 'throttle', times: 'always' });
    expect((await send('DELETE')).status).toBe(200);
  });
});

describe('a fault that is none is refused with one line:', () => {
  test.each<[unknown, string]>([
    [{ kind: 'earthquake' }, 'kind: Expected spot-loss, .*, list-lag but received "earthquake"'],
    [{}, 'kind: Expected spot-loss, .* but received nothing'],
    [[], 'A fault is an object with a kind, such as .*'],
    [null, 'A fault is an object with a kind, such as .*'],
    [
      { kind: 'throttle', job: 'film' },
      'job: throttle has no such member; it has kind, operation, rate, seed, times',
    ],
    [
      { kind: 'throttle', operation: 'submitjob' },
      'operation: Expected an operation such as SubmitJob but received "submitjob"',
    ],
    [{ kind: 'throttle', rate: 1.5 }, 'rate: .*<=1.*1\\.5'],
    [
      { kind: 'throttle', times: 0 },
      'times: Expected a whole number of at least 1 or "always" but received 0',
    ],
    [{ kind: 'spot-loss', platform: 'LAMBDA' }, 'platform: .*"EC2" \\| "FARGATE".*"LAMBDA"'],
    [{ kind: 'spot-loss', noticeSeconds: 121 }, 'noticeSeconds: .*<=120.*121'],
    [{ kind: 'spot-loss', afterMs: -1 }, 'afterMs: .*>=0.*-1'],
    [{ kind: 'out-of-memory', attempt: 11 }, 'attempt: .*<=10.*11'],
    [{ kind: 'slow-start' }, 'forMs: .*"forMs" but received undefined'],
    [{ kind: 'list-lag', lagMs: 1e9 }, 'lagMs: .*<=86400000.*1000000000'],
  ])('%j', async (fault, message) => {
    expect(await send('POST', '/faults', JSON.stringify(fault))).toMatchObject({
      status: 400,
      type: 'ClientException',
      body: { message: expect.stringMatching(`^(${message})$`) },
    });
    expect(() => batch.faults.add(fault as Fault)).toThrow(
      expect.objectContaining({ code: 'ClientException' }),
    );
  });

  test('the 1,001st', () => {
    for (let count = 0; count < 1000; count++) batch.faults.add({ kind: 'throttle' });
    expect(() => batch.faults.add({ kind: 'throttle' })).toThrow(/^There are 1000 faults already/);
  });
});
