import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import * as sdk from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';
import { type SentRequest, signedFetch } from './signed-fetch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch();
});
afterAll(() => batch[Symbol.asyncDispose]());

async function send(path: string, request: Omit<SentRequest, 'path'> = {}) {
  const { text, ...answer } = await signedFetch(batch, { path, ...request });
  return { ...answer, body: JSON.parse(text) as unknown };
}

describe('the server', () => {
  test('answers with a request id', async () => {
    expect(await send('/v1/describejobqueues')).toMatchObject({
      status: 200,
      headers: { 'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  test('refuses a request with an Origin, as any web page would send it', async () => {
    const headers = { origin: 'http://127.0.0.1' };
    expect(await send('/v1/describejobqueues', { headers })).toMatchObject({ status: 403 });
  });

  test('refuses a foreign Host and another port, and takes localhost', async () => {
    const port = new URL(batch.endpoint).port;
    const withHost = async (host: string) =>
      (await send('/v1/describejobqueues', { headers: { host } })).status;
    expect(await withHost(`rebound.example:${port}`)).toBe(403);
    expect(await withHost('127.0.0.1:1')).toBe(403);
    expect(await withHost(`localhost:${port}`)).toBe(200);
  });

  test('writes errors where every SDK looks for them', async () => {
    const answer = await send('/v1/submitjob');
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'x-amzn-errortype': 'ClientException' },
      body: { __type: 'ClientException' },
    });
    const requestId = answer.headers['x-amzn-requestid'];
    expect(answer.body).toHaveProperty(
      'message',
      expect.stringMatching(`^Error executing request, Exception : .*"jobName".*, RequestId: ${requestId}$`),
    );
  });

  test('has an operation of AWS Batch, or refuses it by its name with status 501', async () => {
    const names = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []);
    expect(names.length).toBeGreaterThan(40);
    for (const name of names.filter((name) => !/^(Un)?[Tt]ag|^ListTags/.test(name))) {
      const { status, body } = await send(`/v1/${name.toLowerCase()}`, { body: 'null' });
      if (status === 501) {
        const message = expect.stringContaining(`The operation ${name} is not supported by local-batch`);
        expect(body).toMatchObject({ __type: 'ClientException', message });
      } else expect(status).toBe(400);
    }
    expect(await send('/v1/constructor')).toMatchObject({
      status: 501,
      body: { message: expect.stringContaining('The operation constructor is not supported') },
    });
  });

  test('refuses other paths, other methods, what is not JSON, and more than 1 MiB', async () => {
    expect((await send('/')).status).toBe(404);
    expect((await send('/v1/listjobs/more')).status).toBe(404);
    expect((await send('/v1/tags')).status).toBe(404);
    expect((await send('/v1/listjobs', { method: 'GET', body: '' })).status).toBe(405);
    expect((await send('/v1/tags/arn', { method: 'PUT' })).status).toBe(405);
    expect((await send('/v1/tags/arn%', { method: 'GET', body: '' })).status).toBe(400);
    expect((await send('/v1/listjobs', { body: '{' })).status).toBe(400);
    expect((await send('/v1/listjobs', { body: 'null' })).status).toBe(400);
    expect((await send('/v1/listjobs', { body: ' '.repeat(1024 * 1024 + 1) })).status).toBe(413);
  });
});

test.each([
  ['no HTTP', 'render this, please\r\n\r\n', 400],
  [
    'a broken chunk',
    'POST /v1/listjobs HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n',
    400,
  ],
  [
    'a body of 10 GB that it need not send',
    'POST /v1/listjobs HTTP/1.1\r\nhost: HOST\r\ncontent-length: 10000000000\r\n\r\n',
    413,
  ],
  ['a head of 20 KiB', `POST /v1/listjobs HTTP/1.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
])('answers %s with a request id and an error type', async (_what, text, status) => {
  const { port, hostname, host } = new URL(batch.endpoint);
  const socket = connect({ port: Number(port), host: hostname, timeout: 10_000 });
  socket.end(text.replace('HOST', host));
  const answer = Buffer.concat(await socket.toArray()).toString();
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head).toMatch(/^x-amzn-ErrorType: ClientException\r$/m);
  const [, requestId] = /^x-amzn-RequestId: ([0-9a-f-]{36})\r$/m.exec(head) ?? [];
  expect(JSON.parse(body)).toEqual({
    __type: 'ClientException',
    message: expect.stringMatching(
      `^Error executing request, Exception : The request (cannot be read: |body is larger than 1 MiB).*, RequestId: ${requestId}$`,
    ),
  });
});

test('refuses what is nested so deeply that no list of it could be written', async () => {
  const register = async (name: string, levels: number) => {
    const nested = '['.repeat(levels) + ']'.repeat(levels);
    const body = `{"jobDefinitionName": "${name}", "type": "container", "containerProperties": {"image": "a", "x": ${nested}}}`;
    return (await send('/v1/registerjobdefinition', { body })).status;
  };
  const refused = await register('deepest', 11_000);
  expect([refused, (await send('/v1/describejobdefinitions')).status]).toEqual([400, 200]);
  expect([await register('deep', 62), await register('deeper', 63)]).toEqual([200, 400]);
});

describe('a server that listens on every address', () => {
  test('is called by any IP address or localhost, and by no host name', async () => {
    await using open = await startTestBatch({ dangerouslyListenOn: '0.0.0.0' });
    expect(open.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const path = '/v1/describejobqueues';
    const withHost = async (host: string) => (await signedFetch(open, { path, headers: { host } })).status;
    for (const host of ['10.1.2.3:8000', '10.1.2.3', 'localhost:1', '[fd00::1]:8000', '[::1]']) {
      expect([host, await withHost(host)]).toEqual([host, 200]);
    }
    for (const host of [
      'rebound.example',
      'rebound.example:80',
      '127.0.0.1.rebound.example',
      'fd00::1',
      '10.1',
      '',
    ]) {
      expect([host, await withHost(host)]).toEqual([host, 403]);
    }
  });

  test('still refuses web pages and what is not signed', async () => {
    await using open = await startTestBatch({ dangerouslyListenOn: '0.0.0.0' });
    const path = '/v1/describejobqueues';
    const headers = { origin: 'http://127.0.0.1' };
    expect(await signedFetch(open, { path, headers })).toMatchObject({ status: 403 });
    expect(await signedFetch(open, { path, isUnsigned: true })).toMatchObject({ status: 403 });
  });

  test.runIf(hasIpv6())('has an endpoint for IPv6, too', async () => {
    await using open = await startTestBatch({ dangerouslyListenOn: '::' });
    expect(open.endpoint).toMatch(/^http:\/\/\[::1\]:\d+$/);
    const { jobQueues } = await open.client.send(new sdk.DescribeJobQueuesCommand({}));
    expect(jobQueues).toHaveLength(1);
  });
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  );
}
