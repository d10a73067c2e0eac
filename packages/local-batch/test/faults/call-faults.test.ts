import { BatchClient, DescribeJobsCommand, ListJobsCommand, SubmitJobCommand } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
let jobs = 0;
beforeAll(async () => {
  batch = await startTestBatch();
  await batch.register('quick', '0');
});
afterAll(() => batch[Symbol.asyncDispose]());
beforeEach(() => batch.faults.clear());

const newName = () => `job-${++jobs}`;
const list = async (jobName: string) => {
  const filters = [{ name: 'JOB_NAME', values: [jobName] }];
  const { jobSummaryList = [] } = await batch.client.send(
    new ListJobsCommand({ jobQueue: 'local', filters }),
  );
  return jobSummaryList.length;
};
const strikes = () => batch.faults.list().map((fault) => fault.strikes);
/** The name of the error of each call in a row, or `ok`. */
const call = async (times: number) => {
  const ends: string[] = [];
  for (let at = 0; at < times; at++) {
    const command = new DescribeJobsCommand({ jobs: ['x'] });
    ends.push(
      await batch.client.send(command).then(
        () => 'ok',
        ({ name }: Error) => name,
      ),
    );
  }
  return ends;
};

describe('throttle', () => {
  test('refuses the next calls of its operation with 429, and does nothing', async () => {
    batch.faults.add({ kind: 'throttle', operation: 'SubmitJob', times: 2 });
    const jobName = newName();
    const submit = () => batch.submit('quick', { jobName });
    for (let at = 0; at < 2; at++) {
      await expect(submit()).rejects.toMatchObject({
        name: 'TooManyRequestsException',
        message: 'Too Many Requests',
        $metadata: { httpStatusCode: 429 },
      });
      expect(await list(jobName)).toBe(0);
    }
    await submit();
    expect(await list(jobName)).toBe(1);
  });

  test('is got over by an SDK’s own retries', async () => {
    batch.faults.add({ kind: 'throttle', times: 2 });
    const client = new BatchClient(batch);
    const { $metadata } = await client.send(new DescribeJobsCommand({ jobs: ['x'] }));
    expect($metadata.attempts).toBe(3);
    client.destroy();
  });

  test('strikes a share of calls, the same ones for the same seed, until it is removed', async () => {
    const drawn = async (seed: number) => {
      const id = batch.faults.add({ kind: 'throttle', rate: 0.5, seed });
      const ends = await call(40);
      batch.faults.remove(id);
      return ends.map((end) => end !== 'ok');
    };
    const first = await drawn(7);
    expect(first.filter(Boolean).length).toBeGreaterThan(8);
    expect(first.filter(Boolean).length).toBeLessThan(32);
    expect(await drawn(7)).toEqual(first);
    expect(await drawn(8)).not.toEqual(first);
    expect(await call(5)).toEqual(Array(5).fill('ok'));
  });

  test.each([
    [0, 0],
    [1, 5],
  ])('at a rate of %d strikes %d of 5 calls', async (rate, struck) => {
    batch.faults.add({ kind: 'throttle', rate, seed: 3 });
    expect((await call(5)).filter((end) => end !== 'ok')).toHaveLength(struck);
    expect(strikes()).toEqual([struck]);
  });
});

describe('lost-answer', () => {
  test('cuts the connection of a job that was taken, so that an SDK submits it twice', async () => {
    batch.faults.add({ kind: 'lost-answer', operation: 'SubmitJob' });
    const client = new BatchClient(batch);
    const jobName = newName();
    const { $metadata } = await client.send(
      new SubmitJobCommand({ jobName, jobQueue: 'local', jobDefinition: 'quick' }),
    );
    expect($metadata.attempts).toBe(2);
    expect(await list(jobName)).toBe(2);
    expect(strikes()).toEqual([1]);
    client.destroy();
  });

  test('is a cut connection, not an answer, and passes by what is refused', async () => {
    batch.faults.add({ kind: 'lost-answer' });
    await expect(batch.submit('unknown')).rejects.toMatchObject({ name: 'ClientException' });
    await expect(batch.describe('x')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('server-error', () => {
  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('answers 500 %s the job was taken', async (when, taken) => {
    batch.faults.add({ kind: 'server-error', operation: 'SubmitJob', when });
    const jobName = newName();
    await expect(batch.submit('quick', { jobName })).rejects.toMatchObject({
      name: 'ServerException',
      $metadata: { httpStatusCode: 500 },
    });
    expect(await list(jobName)).toBe(taken);
  });
});

describe('list-lag', () => {
  test('hides young jobs from ListJobs alone, until they are old enough', async () => {
    batch.faults.add({ kind: 'list-lag', lagMs: 500, times: 'always' });
    const jobName = newName();
    const jobId = await batch.submit('quick', { jobName });
    expect(await list(jobName)).toBe(0);
    await batch.waitForEnd(jobId);
    await expect.poll(() => list(jobName), { interval: 20, timeout: 5000 }).toBe(1);
    const { createdAt = 0 } = await batch.describe(jobId);
    expect(Date.now() - createdAt).toBeGreaterThanOrEqual(500);
  });

  test('counts the calls that hid something', async () => {
    batch.faults.add({ kind: 'list-lag', lagMs: 60_000, times: 3 });
    const jobName = newName();
    expect(await list(jobName)).toBe(0);
    const jobId = await batch.submit('quick', { jobName, arrayProperties: { size: 3 } });
    await batch.waitForEnd(jobId);
    expect(await list(jobName)).toBe(0);
    const command = new ListJobsCommand({ arrayJobId: jobId, jobStatus: 'SUCCEEDED' });
    for (let at = 0; at < 2; at++) expect((await batch.client.send(command)).jobSummaryList).toEqual([]);
    expect((await batch.client.send(command)).jobSummaryList).toHaveLength(3);
    expect(await list(jobName)).toBe(1);
    expect(strikes()).toEqual([3]);
  });
});
