import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TerminateJobCommand } from '@aws-sdk/client-batch';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { isRunning } from '../is-running.js';
import { startTestBatch } from '../start-test-batch.js';

const PRINT_ENVIRONMENT = 'console.log(JSON.stringify(process.env))';

afterEach(() => vi.unstubAllEnvs());

describe('a job’s environment', () => {
  test('holds nothing of the server’s own, only what the job was given', async () => {
    vi.stubEnv('SERVER_SECRET', 'hidden');
    await using batch = await startTestBatch({ environment: { GIVEN: 'to all' } });
    await batch.register('print', PRINT_ENVIRONMENT);
    const jobId = await batch.submit('print');
    await batch.waitForEnd(jobId);
    expect(JSON.parse(await batch.log(jobId))).toEqual({
      PATH: '/usr/local/bin:/usr/bin:/bin',
      TMPDIR: expect.stringMatching(/\/local-batch-helper-[0-9a-f-]{36}\/job-\w{6}$/),
      GIVEN: 'to all',
      AWS_ENDPOINT_URL_BATCH: batch.endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: batch.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: batch.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: batch.credentials.secretAccessKey,
      AWS_BATCH_JOB_ID: jobId,
      AWS_BATCH_JOB_ATTEMPT: '1',
      AWS_BATCH_JQ_NAME: 'local',
      AWS_BATCH_CE_NAME: 'local',
    });
  });

  test('lets overrides win over the definition, and drops names of Batch’s own', async () => {
    await using batch = await startTestBatch();
    const fromDefinition = [
      { name: 'A', value: 'definition' },
      { name: 'B', value: 'definition' },
    ];
    await batch.register('print', PRINT_ENVIRONMENT, {
      containerProperties: { image: 'node', command: [PRINT_ENVIRONMENT], environment: fromDefinition },
    });
    const environment = [
      { name: 'B', value: 'override' },
      { name: 'AWS_BATCH_JOB_ID', value: 'forged' },
      { name: 'AWS_BATCH_MINE', value: 'dropped' },
    ];
    const jobId = await batch.submit('print', { containerOverrides: { environment } });
    await batch.waitForEnd(jobId);
    const seen = JSON.parse(await batch.log(jobId));
    expect(seen).toMatchObject({ A: 'definition', B: 'override', AWS_BATCH_JOB_ID: jobId });
    expect(seen).not.toHaveProperty('AWS_BATCH_MINE');
    expect((await batch.describe(jobId)).container?.environment).toEqual([
      { name: 'A', value: 'definition' },
      { name: 'B', value: 'override' },
    ]);
  });
});

describe('a job’s temporary files', () => {
  const LEAVE = `
    const file = require('node:path').join(require('node:os').tmpdir(), 'left', 'behind');
    require('node:fs').mkdirSync(require('node:path').dirname(file), { recursive: true });
    require('node:fs').writeFileSync(file, '');
    console.log(process.env.TMPDIR);`;

  test.each(['', 'process.exit(3);', "process.kill(process.pid, 'SIGKILL');"])(
    'are gone with the job: %s',
    async (ending) => {
      await using batch = await startTestBatch();
      await batch.register('leaver', LEAVE + ending);
      const jobId = await batch.submit('leaver');
      await batch.waitForEnd(jobId);
      const folder = (await batch.log(jobId)).trim();
      expect(dirname(dirname(folder))).toBe(tmpdir());
      expect(existsSync(folder)).toBe(false);
      await batch.register('tidy', 'console.log(process.env.TMPDIR)');
      const tidy = await batch.submit('tidy');
      await batch.waitForEnd(tidy);
      const unused = (await batch.log(tidy)).trim();
      await batch.close();
      expect(existsSync(dirname(unused))).toBe(false);
    },
  );

  test('stay where the job or the server chose their folder', async () => {
    await using batch = await startTestBatch();
    const TMPDIR = join(batch.logFolder, 'own');
    await batch.register('leaver', LEAVE);
    const environment = [{ name: 'TMPDIR', value: TMPDIR }];
    const jobId = await batch.submit('leaver', { containerOverrides: { environment } });
    await batch.waitForEnd(jobId);
    expect((await batch.log(jobId)).trim()).toBe(TMPDIR);
    expect(existsSync(join(TMPDIR, 'left/behind'))).toBe(true);
  });

  test('fail the job where they have no place', async () => {
    const logFolder = await mkdtemp(join(tmpdir(), 'local-batch-test-'));
    onTestFinished(() => rm(logFolder, { recursive: true, force: true }));
    const place = join(logFolder, 'temporary');
    await mkdir(place);
    vi.stubEnv('TMPDIR', place);
    await using batch = await startTestBatch({ logFolder });
    await rm(place, { recursive: true });
    await batch.register('leaver', LEAVE);
    const { status, statusReason, container } = await batch.waitForEnd(await batch.submit('leaver'));
    expect(status).toBe('FAILED');
    expect([statusReason, container?.reason].join()).toMatch(
      /failed to make a folder for temporary files in \/.*: ENOENT/,
    );
  });
});

describe('a job’s command', () => {
  test('is appended to the entrypoint, with Ref:: placeholders replaced by parameters', async () => {
    const show = 'console.log(process.argv.slice(1).join("|"))';
    await using batch = await startTestBatch({ images: { show: [process.execPath, '-e', show] } });
    await batch.register('show', '0', {
      containerProperties: { image: 'show', command: ['Ref::scene', 'Ref::size', '$HOME', 'Ref::unknown'] },
      parameters: { scene: 'default', size: 'small' },
    });
    const jobId = await batch.submit('show', { parameters: { scene: 'castle' } });
    await batch.waitFor(jobId, 'SUCCEEDED');
    expect(await batch.log(jobId)).toBe('castle|small|$HOME|Ref::unknown\n');
  });

  test('fails the job when the image is not mapped', async () => {
    await using batch = await startTestBatch();
    await batch.register('foreign', '0', { containerProperties: { image: 'constructor' } });
    const job = await batch.waitForEnd(await batch.submit('foreign'));
    expect(job).toMatchObject({
      status: 'FAILED',
      statusReason: 'Task failed to start',
      container: { reason: 'CannotPullContainerError: image constructor is not mapped to a command' },
    });
    expect(job.container?.exitCode).toBeUndefined();
    expect(job.startedAt).toBeUndefined();
  });

  test('ends with 127 when it does not exist, 126 when it is not executable, 128 + n at signal n', async () => {
    await using batch = await startTestBatch();
    const plainFile = join(batch.logFolder, 'plain.txt');
    await writeFile(plainFile, 'text');
    await chmod(plainFile, 0o644);
    const killItself = [
      process.execPath,
      '-e',
      'process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 1e3)',
    ];
    await batch.register('any', '0', { containerProperties: { image: 'none' } });
    const run = async (command: string[]) =>
      (await batch.waitForEnd(await batch.submit('any', { containerOverrides: { command } }))).container;
    expect(await run(['/no/such/program'])).toMatchObject({
      exitCode: 127,
      reason: expect.stringContaining('/no/such/program'),
    });
    expect(await run([plainFile])).toMatchObject({
      exitCode: 126,
      reason: expect.stringContaining('not executable'),
    });
    expect(await run(killItself)).toMatchObject({ exitCode: 139 });
  });

  test('fails the job when there is none', async () => {
    await using batch = await startTestBatch();
    await batch.register('empty', '0', { containerProperties: { image: 'none', command: [] } });
    expect(await batch.waitForEnd(await batch.submit('empty'))).toMatchObject({
      status: 'FAILED',
      container: { reason: 'CannotStartContainerError: no command specified' },
    });
  });

  test('writes stdout and stderr to the log stream’s file', async () => {
    await using batch = await startTestBatch();
    await batch.register('both', 'console.log("out"); console.error("err")');
    const jobId = await batch.submit('both');
    const { container } = await batch.waitFor(jobId, 'SUCCEEDED');
    expect(container?.logStreamName).toMatch(/^both\/default\/[0-9a-f-]{36}$/);
    expect(await batch.log(jobId)).toBe('out\nerr\n');
  });
});

describe.runIf(process.platform === 'linux')('a process that left its job’s group', () => {
  const STRAY = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { detached: true, stdio: 'ignore' })`;

  test('is ended with a job that is killed', async () => {
    await using batch = await startTestBatch({ stopGraceSeconds: 0.1 });
    const leader = `
      console.log(${STRAY}.pid);
      process.on('SIGTERM', () => undefined);
      setInterval(() => {}, 1e3);`;
    await batch.register('daemon', leader);
    const jobId = await batch.submit('daemon');
    await batch.waitFor(jobId, 'RUNNING');
    await vi.waitFor(async () => expect(await batch.log(jobId)).toMatch(/^[0-9]+\n/), { timeout: 10_000 });
    const processId = Number(await batch.log(jobId));
    expect(isRunning(processId)).toBe(true);
    await batch.client.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
    await batch.waitForEnd(jobId);
    await vi.waitFor(() => expect(isRunning(processId)).toBe(false), { timeout: 5_000 });
  });

  test.each(['soon', 'on close', 'when its helper is lost'])(
    'is ended after a job that has succeeded, %s',
    async (when) => {
      const batch = await startTestBatch();
      await batch.register(
        'leaver',
        `const stray = ${STRAY}; console.log(stray.pid, process.ppid); stray.unref()`,
      );
      const jobId = await batch.submit('leaver');
      expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'SUCCEEDED' });
      const [processId = 0, helper = 0] = (await batch.log(jobId)).split(' ').map(Number);
      expect(processId).toBeGreaterThan(0);
      if (when === 'when its helper is lost') process.kill(helper, 'SIGKILL');
      if (when !== 'on close')
        await vi.waitFor(() => expect(isRunning(processId)).toBe(false), { timeout: 5_000 });
      await batch.close();
      expect(isRunning(processId)).toBe(false);
    },
  );
});

test('a job runs although somebody has removed the folder of its definition’s logs', async () => {
  await using batch = await startTestBatch();
  await batch.register('print', 'console.log(1)');
  await batch.waitForEnd(await batch.submit('print'));
  await rm(join(batch.logFolder, 'print'), { recursive: true });
  const jobId = await batch.submit('print');
  expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await batch.log(jobId)).toBe('1\n');
});

describe('the helper that starts processes', () => {
  test('is replaced when it is lost, and its jobs end as on a lost host, so that their retry rules apply', async () => {
    await using batch = await startTestBatch();
    await batch.register(
      'lost',
      `if (process.env.AWS_BATCH_JOB_ATTEMPT === '1') {
        const stray = require('child_process').spawn('sleep', ['60'], { detached: true });
        console.log(process.ppid, process.pid, stray.pid);
        setInterval(() => {}, 1e3);
      }`,
      {
        retryStrategy: {
          attempts: 2,
          evaluateOnExit: [
            { onStatusReason: 'Host EC2*', action: 'RETRY' },
            { onReason: '*', action: 'EXIT' },
          ],
        },
      },
    );
    const jobId = await batch.submit('lost');
    await batch.waitFor(jobId, 'RUNNING');
    await vi.waitFor(async () => expect(await batch.log(jobId)).toMatch(/^\d+ \d+ \d+\n/), {
      timeout: 5_000,
    });
    const [helper = 0, leader = 0, stray = 0] = (await batch.log(jobId)).split(/\s/).map(Number);
    process.kill(helper, 'SIGKILL');
    expect(await batch.waitForEnd(jobId)).toMatchObject({
      status: 'SUCCEEDED',
      attempts: [{ statusReason: expect.stringMatching(/^Host EC2 /) }, { container: { exitCode: 0 } }],
    });
    expect(isRunning(leader)).toBe(false);
    if (process.platform === 'linux') expect(isRunning(stray)).toBe(false);
  });
});
