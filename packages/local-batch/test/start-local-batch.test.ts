import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BatchClient, DescribeJobQueuesCommand } from '@aws-sdk/client-batch';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { hasProgram } from '../../../test/has-program.js';
import * as publicSurface from '../src/index.js';
import { type LocalBatchError, startLocalBatch } from '../src/index.js';
import { isRunning } from './is-running.js';
import { startTestBatch } from './start-test-batch.js';

afterEach(() => vi.unstubAllEnvs());

test('the package exports exactly these names', () => {
  expect(Object.keys(publicSurface)).toEqual(['LocalBatchError', 'startLocalBatch']);
});

describe('startLocalBatch', () => {
  test('gives every start a port and credentials of its own', async () => {
    await using one = await startTestBatch();
    await using two = await startTestBatch();
    expect(one.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(one.region).toBe('us-east-1');
    expect(one.endpoint).not.toBe(two.endpoint);
    expect(one.credentials).not.toEqual(two.credentials);
  });

  test('is what a client takes as its configuration', async () => {
    await using batch = await startTestBatch();
    const { endpoint, region, credentials } = batch;
    const client = new BatchClient({ endpoint, region, credentials });
    expect((await client.send(new DescribeJobQueuesCommand({}))).jobQueues).toHaveLength(1);
    client.destroy();
  });

  test.each([
    [{ port: 70_000 }, /^port: .*70000/],
    [{ dangerouslyListenOn: 'example.org' }, /^dangerouslyListenOn: .*IP address.*"example.org"/],
    [{ slots: 0 }, /^slots: .*>=1.*0/],
    [{ stopGraceSeconds: -1 }, /^stopGraceSeconds: /],
    [{ environment: { 'A=B': 'c' } }, /^environment\.A=B: /],
    [{ containers: { engine: [] } }, /^containers\.engine: the program is missing/],
    [
      { containers: { engine: ['/no/such/engine'] } },
      /^containers\.engine: .*\(\/no\/such\/engine: not found\)/,
    ],
    [
      { containers: { engine: ['sh', '-c', 'echo broken >&2; exit 1'] } },
      /^containers\.engine: .*: broken\)/,
    ],
    [{ containers: { options: ['volume'] } }, /^containers\.options: "volume" is no option/],
    [
      { images: { a: [] }, containers: { images: ['a'] } },
      /^containers\.images: "a" is mapped to a command, too/,
    ],
    [{ logFolder: '/dev/null/logs' }, /^logFolder: the folder \/dev\/null\/logs cannot be made/],
  ])('refuses %o with INVALID_OPTION', async (options, message) => {
    const error = await startLocalBatch(options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringMatching(message) });
    const { option, message: said } = error as LocalBatchError;
    expect(said).toMatch(new RegExp(`^${option?.replaceAll('.', '\\.')}: `));
  });

  test('says that there is nothing to run containers with', async () => {
    vi.stubEnv('PATH', '/no/such/folder');
    await expect(startLocalBatch({ containers: {} })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message:
        'containers: neither podman nor docker works here; install one, or start it if it needs a daemon (podman: not found; docker: not found)',
    });
  });

  test('rejects when its port is taken', async () => {
    await using batch = await startTestBatch();
    const port = Number(new URL(batch.endpoint).port);
    const { logFolder } = batch;
    await expect(startLocalBatch({ port, logFolder })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('close', () => {
  test('leaves no process of any job and refuses connections, however often it is called', async () => {
    await using batch = await startTestBatch();
    const grandchild = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1e3); console.log(process.pid)`;
    await batch.register(
      'tree',
      `process.on('SIGTERM', () => {}); console.log(process.pid);
       require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' })`,
    );
    const jobId = await batch.submit('tree', { arrayProperties: { size: 2 } });
    await batch.waitFor(`${jobId}:0`, 'RUNNING');
    await batch.waitFor(`${jobId}:1`, 'RUNNING');
    const pids = async () => {
      const logs = await Promise.all([0, 1].map((index) => batch.log(`${jobId}:${index}`)));
      return logs.join('').trim().split('\n').map(Number);
    };
    await expect.poll(pids, { interval: 15, timeout: 5000 }).toHaveLength(4);
    const all = await pids();
    await Promise.all([batch.close(), batch.close()]);
    expect(all.filter(isRunning)).toEqual([]);
    await expect(fetch(batch.endpoint)).rejects.toThrow();
  });
});

describe.skipIf(!hasProgram('aws'))('the AWS CLI', () => {
  test('submits a job, reads its state and its log', async () => {
    await using batch = await startTestBatch();
    await batch.register('any', 'console.log("rendered by hand"); console.error("slow")');
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: batch.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: batch.credentials.secretAccessKey,
      AWS_DEFAULT_REGION: batch.region,
    };
    const aws = async (...args: string[]) => {
      const common = ['--endpoint-url', batch.endpoint, '--output', 'json'];
      const { stdout } = await promisify(execFile)('aws', [...args, ...common], { env, timeout: 60_000 });
      return JSON.parse(stdout);
    };
    const options = ['--job-name', 'cli', '--job-queue', 'local', '--job-definition', 'any'];
    const { jobId, jobName } = await aws('batch', 'submit-job', ...options);
    expect(jobName).toBe('cli');
    const { status, container } = await batch.waitForEnd(jobId);
    expect(status).toBe('SUCCEEDED');

    const group = ['--log-group-name', '/aws/batch/job'];
    const stream = ['--log-stream-name', String(container?.logStreamName)];
    expect(await aws('logs', 'get-log-events', ...group, ...stream)).toMatchObject({
      events: [{ message: 'rendered by hand' }, { message: 'slow' }],
    });
    const pattern = ['--filter-pattern', '"by hand"', '--log-stream-name-prefix', 'any/'];
    expect(await aws('logs', 'filter-log-events', ...group, ...pattern)).toMatchObject({
      events: [{ message: 'rendered by hand', logStreamName: container?.logStreamName }],
    });
  });
});
