import { CancelJobCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import { describe, expect, test } from 'vitest';
import { isRunning } from '../is-running.js';
import { startTestBatch } from '../start-test-batch.js';

const FOREVER = 'setInterval(() => {}, 1000); console.log("ready")';
const FAIL_CHILD_1 = 'process.exit(process.env.AWS_BATCH_JOB_ARRAY_INDEX === "1" ? 3 : 0)';

describe('array jobs', () => {
  test('every child of an array runs with its own index and the variables of Batch', async () => {
    await using batch = await startTestBatch({ slots: 2 });
    await batch.register('print', 'console.log(JSON.stringify(process.env))');
    const jobId = await batch.submit('print', { arrayProperties: { size: 3 } });
    const parent = await batch.waitForEnd(jobId);
    expect(parent).toMatchObject({
      status: 'SUCCEEDED',
      jobArn: `arn:aws:batch:us-east-1:000000000000:job/${jobId}`,
      jobQueue: 'arn:aws:batch:us-east-1:000000000000:job-queue/local',
      jobDefinition: 'arn:aws:batch:us-east-1:000000000000:job-definition/print:1',
      arrayProperties: { size: 3, statusSummary: { SUCCEEDED: 3, FAILED: 0, RUNNING: 0, PENDING: 0 } },
    });
    for (const index of [0, 1, 2]) {
      expect(JSON.parse(await batch.log(`${jobId}:${index}`))).toMatchObject({
        AWS_BATCH_JOB_ID: `${jobId}:${index}`,
        AWS_BATCH_JOB_ARRAY_INDEX: String(index),
        AWS_BATCH_JOB_ARRAY_SIZE: '3',
        AWS_BATCH_JOB_ATTEMPT: '1',
        AWS_BATCH_JQ_NAME: 'local',
        AWS_BATCH_CE_NAME: 'local',
      });
    }
    expect(await batch.describe(`${jobId}:2`)).toMatchObject({
      arrayProperties: { index: 2 },
      container: { exitCode: 0 },
      attempts: [{ container: { exitCode: 0 }, statusReason: 'Essential container in task exited' }],
      createdAt: expect.any(Number),
      startedAt: expect.any(Number),
      stoppedAt: expect.any(Number),
    });
  });

  test('a failing child fails its parent after the siblings have finished, and dependents never run', async () => {
    await using batch = await startTestBatch();
    await batch.register('render', FAIL_CHILD_1);
    await batch.register('compile', '0');
    const render = await batch.submit('render', { arrayProperties: { size: 3 } });
    const compile = await batch.submit('compile', { dependsOn: [{ jobId: render }] });
    expect(await batch.waitForEnd(render)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Array Child Job failed',
      arrayProperties: { statusSummary: { SUCCEEDED: 2, FAILED: 1 } },
    });
    expect((await batch.describe(`${render}:1`)).container?.exitCode).toBe(3);
    const dependent = await batch.waitForEnd(compile);
    expect(dependent).toMatchObject({ status: 'FAILED', statusReason: 'Dependent Job failed', attempts: [] });
    expect(dependent.startedAt).toBeUndefined();
  });

  test('a dependent starts only after every child has succeeded', async () => {
    await using batch = await startTestBatch();
    await batch.register('any', '0');
    const render = await batch.submit('any', { arrayProperties: { size: 3 } });
    const compile = await batch.submit('any', { dependsOn: [{ jobId: render, type: 'SEQUENTIAL' }] });
    const { startedAt = 0 } = await batch.waitFor(compile, 'SUCCEEDED');
    expect(startedAt).toBeGreaterThanOrEqual((await batch.describe(render)).stoppedAt ?? Infinity);
  });
});

describe('retries', () => {
  test('a job that fails runs again until its attempts are used up, with the number of each', async () => {
    await using batch = await startTestBatch();
    await batch.register('flaky', 'process.exit(process.env.AWS_BATCH_JOB_ATTEMPT === "3" ? 0 : 75)');
    const jobId = await batch.submit('flaky', { retryStrategy: { attempts: 3 } });
    const job = await batch.waitForEnd(jobId);
    expect(job.status).toBe('SUCCEEDED');
    expect(job.attempts?.map(({ container }) => container?.exitCode)).toEqual([75, 75, 0]);
    expect(new Set(job.attempts?.map(({ container }) => container?.logStreamName)).size).toBe(3);
  });

  test('an exit rule ends a job although attempts remain', async () => {
    await using batch = await startTestBatch();
    await batch.register('wrong', 'process.exit(64)');
    const evaluateOnExit = [{ onExitCode: '64', action: 'EXIT' as const }];
    const jobId = await batch.submit('wrong', { retryStrategy: { attempts: 5, evaluateOnExit } });
    expect((await batch.waitForEnd(jobId)).attempts).toHaveLength(1);
  });
});

describe('stopping', () => {
  test('TerminateJob fails a running job with the reason, and kills its grandchildren', async () => {
    await using batch = await startTestBatch();
    await batch.register(
      'parent',
      `const { spawn } = require('node:child_process');
       const grandchild = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e3); console.log("up")'], { stdio: ['ignore', 'inherit', 'inherit'] });
       console.log('pid ' + grandchild.pid); setInterval(() => {}, 1000);`,
    );
    const jobId = await batch.submit('parent');
    await batch.waitFor(jobId, 'RUNNING');
    await expect.poll(() => batch.log(jobId), { interval: 15, timeout: 5000 }).toMatch(/up/);
    const pid = Number(/pid (\d+)/.exec(await batch.log(jobId))?.[1]);
    await batch.client.send(new TerminateJobCommand({ jobId, reason: 'wrong scene' }));
    expect(await batch.waitForEnd(jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'wrong scene',
      isTerminated: true,
      container: { exitCode: 143 },
    });
    expect(isRunning(pid)).toBe(false);
  });

  test('a job that ignores SIGTERM is killed after the grace, with exit code 137', async () => {
    await using batch = await startTestBatch();
    await batch.register('deaf', `process.on('SIGTERM', () => {}); ${FOREVER}`);
    const jobId = await batch.submit('deaf');
    await batch.waitFor(jobId, 'RUNNING');
    await expect.poll(() => batch.log(jobId), { interval: 15, timeout: 5000 }).toMatch(/ready/);
    await batch.client.send(new TerminateJobCommand({ jobId, reason: 'stop' }));
    expect((await batch.waitForEnd(jobId)).container?.exitCode).toBe(137);
  });

  test('an attempt that exceeds its timeout is stopped, and not tried again', async () => {
    await using batch = await startTestBatch();
    await batch.register('slow', FOREVER, { timeout: { attemptDurationSeconds: 1 } });
    const jobId = await batch.submit('slow', { retryStrategy: { attempts: 3 } });
    const job = await batch.waitForEnd(jobId);
    expect(job).toMatchObject({
      status: 'FAILED',
      statusReason: 'Job attempt duration exceeded timeout',
      isTerminated: false,
    });
    expect(job.attempts).toHaveLength(1);
  });

  test('CancelJob leaves a running job alone and ends a waiting one; unknown ids are no error', async () => {
    await using batch = await startTestBatch({ slots: 1 });
    await batch.register('long', FOREVER);
    const running = await batch.submit('long');
    const waiting = await batch.submit('long');
    await batch.waitFor(running, 'RUNNING');
    for (const jobId of [running, waiting, 'unknown', `${running}:0`]) {
      await batch.client.send(new CancelJobCommand({ jobId, reason: 'not needed' }));
    }
    expect(await batch.describe(waiting)).toMatchObject({
      status: 'FAILED',
      statusReason: 'not needed',
      isCancelled: true,
    });
    expect(await batch.describe(running)).toMatchObject({ status: 'RUNNING', isCancelled: false });
  });

  test('terminating one child leaves its siblings alone and fails the parent', async () => {
    await using batch = await startTestBatch();
    await batch.register('half', `if (process.env.AWS_BATCH_JOB_ARRAY_INDEX === '1') { ${FOREVER} }`);
    const jobId = await batch.submit('half', { arrayProperties: { size: 2 } });
    await batch.waitFor(`${jobId}:1`, 'RUNNING');
    await batch.client.send(new TerminateJobCommand({ jobId: `${jobId}:1`, reason: 'this one' }));
    expect(await batch.waitForEnd(jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Array Child Job failed',
      isTerminated: false,
    });
    expect((await batch.describe(`${jobId}:0`)).status).toBe('SUCCEEDED');
    expect((await batch.describe(`${jobId}:1`)).statusReason).toBe('this one');
  });
});
