import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TerminateJobCommand } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { isRunning } from '../is-running.js';
import { startTestBatch } from '../start-test-batch.js';

const FOR_EVER = 'setInterval(() => {}, 1e3)';
const RETRY = { retryStrategy: { attempts: 2 } };

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch({ stopGraceSeconds: 5 });
  await batch.register(
    'second-time-lucky',
    `process.env.AWS_BATCH_JOB_ATTEMPT === '2' || (process.on('SIGTERM', () => console.log('SIGTERM')), console.log('ready'), ${FOR_EVER})`,
  );
  await batch.register('quick', 'console.log(1)');
  await batch.register('for-ever', `console.log(process.pid); ${FOR_EVER}`);
  await batch.register(
    'saves',
    `process.on('SIGTERM', () => process.exit(0)); console.log('ready'); ${FOR_EVER}`,
  );
  await batch.register(
    'stubborn',
    `process.on('SIGTERM', () => console.log('SIGTERM')); console.log('ready'); ${FOR_EVER}`,
  );
});
afterAll(() => batch[Symbol.asyncDispose]());
beforeEach(() => batch.faults.clear());

const strikes = () => batch.faults.list().map((fault) => fault.strikes);
const untilItSays = (jobId: string, text: string) =>
  expect.poll(() => batch.log(jobId).catch(() => ''), { interval: 15, timeout: 5000 }).toContain(text);

describe('spot-loss', () => {
  test('takes a host on EC2 without a SIGTERM and without an exit code, and Batch retries', async () => {
    batch.faults.add({ kind: 'spot-loss', job: 'second-time-lucky', afterMs: 400 });
    const jobId = await batch.submit('second-time-lucky', RETRY);
    const { attempts = [], status } = await batch.waitForEnd(jobId);
    expect(status).toBe('SUCCEEDED');
    expect(attempts).toHaveLength(2);
    expect(attempts[0]?.statusReason).toMatch(/^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$/);
    expect(attempts[0]?.container?.exitCode).toBeUndefined();
    expect((attempts[0]?.stoppedAt ?? 0) - (attempts[0]?.startedAt ?? 0)).toBeGreaterThanOrEqual(395);
    const firstLog = join(batch.logFolder, `${attempts[0]?.container?.logStreamName}.log`);
    expect(await readFile(firstLog, 'utf8')).toBe('ready\n');
    expect(strikes()).toEqual([1]);
  });

  test('is found by a rule for Host EC2*', async () => {
    batch.faults.add({ kind: 'spot-loss', times: 'always' });
    const evaluateOnExit = [
      { onStatusReason: 'Host EC2*', action: 'EXIT' as const },
      { onReason: '*', action: 'RETRY' as const },
    ];
    const jobId = await batch.submit('for-ever', { retryStrategy: { attempts: 3, evaluateOnExit } });
    const { attempts, statusReason } = await batch.waitForEnd(jobId);
    expect(attempts).toHaveLength(1);
    expect(statusReason).toMatch(/^Host EC2/);
  });

  test.each(['EC2', 'FARGATE'] as const)('gives notice on %s, then kills', async (platform) => {
    const jobId = await batch.submit('stubborn');
    await untilItSays(jobId, 'ready');
    batch.faults.add({ kind: 'spot-loss', job: jobId, platform, noticeSeconds: 0.3 });
    const struckAt = Date.now();
    const { attempts, status } = await batch.waitForEnd(jobId);
    expect(Date.now() - struckAt).toBeGreaterThanOrEqual(295);
    expect(Date.now() - struckAt).toBeLessThan(4000);
    expect(status).toBe('FAILED');
    expect(await batch.log(jobId)).toBe('ready\nSIGTERM\n');
    expect(attempts?.[0]).toMatchObject(
      platform === 'EC2'
        ? { statusReason: expect.stringMatching(/^Host EC2/) }
        : { statusReason: 'Your Spot Task was interrupted.', container: { exitCode: 137 } },
    );
  });

  test('is retried although the time-out comes during the notice', async () => {
    batch.faults.add({ kind: 'spot-loss', job: 'second-time-lucky', afterMs: 500, noticeSeconds: 0.8 });
    const jobId = await batch.submit('second-time-lucky', {
      ...RETRY,
      timeout: { attemptDurationSeconds: 1 },
    });
    const { attempts, status } = await batch.waitForEnd(jobId);
    expect(status).toBe('SUCCEEDED');
    expect(attempts?.map(({ statusReason }) => statusReason)).toEqual([
      expect.stringMatching(/^Host EC2/),
      'Essential container in task exited',
    ]);
  });

  test('lets a job that ends with 0 in time succeed', async () => {
    const jobId = await batch.submit('saves');
    await untilItSays(jobId, 'ready');
    batch.faults.add({ kind: 'spot-loss', job: jobId, platform: 'FARGATE' });
    expect(await batch.waitForEnd(jobId)).toMatchObject({
      status: 'SUCCEEDED',
      container: { exitCode: 0 },
      statusReason: 'Essential container in task exited',
    });
    expect(strikes()).toEqual([1]);
  });

  test('strikes one child of an array, found by the array’s name and its index', async () => {
    batch.faults.add({ kind: 'spot-loss', job: 'for-ever', child: 1, times: 'always' });
    const jobId = await batch.submit('for-ever', { ...RETRY, arrayProperties: { size: 2 } });
    const attempts = async (index: number) => (await batch.describe(`${jobId}:${index}`)).attempts?.length;
    await expect.poll(() => attempts(1), { interval: 15, timeout: 5000 }).toBe(1);
    await batch.waitFor(`${jobId}:1`, 'RUNNING');
    await batch.waitFor(`${jobId}:0`, 'RUNNING');
    expect([await attempts(0), strikes()]).toEqual([0, [1]]);
    await batch.client.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
    await batch.waitForEnd(jobId);
  });

  test('strikes as often as it may, whichever children come first, and those of its attempt alone', async () => {
    batch.faults.add({ kind: 'spot-loss', job: 'for-ever', times: 2, afterMs: 100 });
    const jobId = await batch.submit('for-ever', { arrayProperties: { size: 3 } });
    const other = await batch.submit('for-ever', { jobName: 'other' });
    const alive = async () => {
      const jobs = await Promise.all([0, 1, 2].map((index) => batch.describe(`${jobId}:${index}`)));
      return jobs.filter(({ status }) => status === 'RUNNING').length;
    };
    await expect.poll(strikes, { interval: 15, timeout: 5000 }).toEqual([2]);
    await expect.poll(alive, { interval: 15, timeout: 5000 }).toBe(1);
    await batch.waitFor(other, 'RUNNING');
    await delay(200);
    expect([await alive(), strikes()]).toEqual([1, [2]]);
    for (const job of [jobId, other])
      await batch.client.send(new TerminateJobCommand({ jobId: job, reason: 'x' }));
    await batch.waitForEnd(jobId);
    await batch.waitForEnd(other);
  });

  test('does nothing any more once it is removed', async () => {
    const id = batch.faults.add({ kind: 'spot-loss', job: 'for-ever', afterMs: 300 });
    const jobId = await batch.submit('for-ever');
    await batch.waitFor(jobId, 'RUNNING');
    batch.faults.remove(id);
    await delay(400);
    expect((await batch.describe(jobId)).status).toBe('RUNNING');
    await batch.client.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
    await batch.waitForEnd(jobId);
  });

  test('leaves the last word to TerminateJob', async () => {
    const jobId = await batch.submit('for-ever', { retryStrategy: { attempts: 3 } });
    await batch.waitFor(jobId, 'RUNNING');
    batch.faults.add({ kind: 'spot-loss', job: jobId, platform: 'FARGATE', noticeSeconds: 120 });
    await batch.client.send(new TerminateJobCommand({ jobId, reason: 'wrong camera' }));
    const { attempts, ...job } = await batch.waitForEnd(jobId);
    expect(job).toMatchObject({ status: 'FAILED', statusReason: 'wrong camera', isTerminated: true });
    expect(attempts).toHaveLength(1);
  });
});

describe('out-of-memory', () => {
  test('ends an attempt with 137 and the reason that AWS gives', async () => {
    batch.faults.add({ kind: 'out-of-memory', job: 'for-ever', afterMs: 50 });
    expect(await batch.waitForEnd(await batch.submit('for-ever'))).toMatchObject({
      status: 'FAILED',
      statusReason: 'Essential container in task exited',
      container: { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
    });
  });

  test('strikes the attempt it is meant for', async () => {
    batch.faults.add({ kind: 'out-of-memory', attempt: 2 });
    const failing = {
      containerOverrides: {
        command: [`process.env.AWS_BATCH_JOB_ATTEMPT === '2' ? ${FOR_EVER} : process.exit(3)`],
      },
    };
    const { attempts } = await batch.waitForEnd(await batch.submit('quick', { ...RETRY, ...failing }));
    expect(attempts?.map(({ container }) => container?.exitCode)).toEqual([3, 137]);
  });
});

describe.each([
  ['slow-runnable', 'RUNNABLE'],
  ['slow-start', 'STARTING'],
] as const)('%s', (kind, state) => {
  test(`keeps a job ${state}, others not`, async () => {
    batch.faults.add({ kind, job: 'late', forMs: 600 });
    const late = await batch.submit('quick', { jobName: 'late' });
    const other = await batch.submit('quick');
    await batch.waitForEnd(other);
    expect((await batch.describe(late)).status).toBe(state);
    const { createdAt = 0, startedAt = 0, status } = await batch.waitForEnd(late);
    expect(status).toBe('SUCCEEDED');
    expect(startedAt - createdAt).toBeGreaterThanOrEqual(595);
  });

  test('lets TerminateJob end the job at once', async () => {
    batch.faults.add({ kind, forMs: 60_000 });
    const jobId = await batch.submit('quick');
    await batch.waitFor(jobId, state);
    await batch.client.send(new TerminateJobCommand({ jobId, reason: 'too slow' }));
    expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'FAILED', statusReason: 'too slow' });
    expect((await batch.waitForEnd(await batch.submit('quick'))).status).toBe('SUCCEEDED');
  });
});

test('close waits for no fault and leaves no process and no timer', async () => {
  const set = vi.spyOn(globalThis, 'setTimeout');
  const clear = vi.spyOn(globalThis, 'clearTimeout');
  const pids: number[] = [];
  {
    await using closing = await startTestBatch({ slots: 8 });
    await closing.register(
      'for-ever',
      `process.on('SIGTERM', () => {}); console.log(process.pid); ${FOR_EVER}`,
    );
    closing.faults.add({ kind: 'slow-runnable', job: 'held', forMs: 3_600_000 });
    closing.faults.add({ kind: 'slow-start', job: 'starting', forMs: 3_600_000 });
    closing.faults.add({ kind: 'out-of-memory', job: 'running', afterMs: 3_600_000 });
    const submit = (jobName: string) => closing.submit('for-ever', { jobName });
    await closing.waitFor(await submit('held'), 'RUNNABLE');
    await closing.waitFor(await submit('starting'), 'STARTING');
    for (const name of ['running', 'noticed']) {
      const jobId = await submit(name);
      await expect.poll(() => closing.log(jobId).catch(() => ''), { interval: 15 }).toMatch(/\d/);
      pids.push(Number(await closing.log(jobId)));
    }
    closing.faults.add({ kind: 'spot-loss', job: 'noticed', platform: 'FARGATE', noticeSeconds: 120 });
    await expect.poll(() => closing.faults.list().at(-1)?.strikes, { interval: 15 }).toBe(1);
    const closedAt = Date.now();
    await closing.close();
    expect(Date.now() - closedAt).toBeLessThan(3000);
  }
  expect(pids.filter(isRunning)).toEqual([]);
  const anHour = set.mock.calls.flatMap(([, delay = 0], at) =>
    delay > 3_500_000 ? [set.mock.results[at]?.value] : [],
  );
  expect(anHour).toHaveLength(3);
  const cleared = clear.mock.calls.map(([timer]) => timer);
  expect(anHour.filter((timer) => !cleared.includes(timer)).length).toBe(0);
  vi.restoreAllMocks();
});
