import { describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

const FAIL_CHILD_1 = 'process.exit(process.env.AWS_BATCH_JOB_ARRAY_INDEX === "1" ? 3 : 0)';
const arrayProperties = { size: 3 };

describe('an N_TO_N dependency', () => {
  test('lets child i run once child i of the other array has, whatever becomes of its siblings', async () => {
    await using batch = await startTestBatch();
    await batch.register('first', FAIL_CHILD_1);
    await batch.register('second', '0');
    const first = await batch.submit('first', { arrayProperties });
    const dependsOn = [{ jobId: first, type: 'N_TO_N' as const }];
    const second = await batch.submit('second', { arrayProperties, dependsOn });
    expect(await batch.waitForEnd(second)).toMatchObject({
      status: 'FAILED',
      dependsOn,
      arrayProperties: { statusSummary: { SUCCEEDED: 2, FAILED: 1 } },
    });
    expect(await batch.describe(`${second}:1`)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Dependent Job failed',
      attempts: [],
    });
    const [before, after] = await Promise.all([batch.describe(`${first}:2`), batch.describe(`${second}:2`)]);
    expect(after.startedAt).toBeGreaterThanOrEqual(before.stoppedAt ?? Number.POSITIVE_INFINITY);
  });

  test('joins two arrays of one size only', async () => {
    await using batch = await startTestBatch();
    await batch.register('any', '0');
    const jobId = await batch.submit('any', { arrayProperties });
    const dependsOn = [{ jobId, type: 'N_TO_N' as const }];
    await expect(batch.submit('any', { arrayProperties: { size: 2 }, dependsOn })).rejects.toThrow(
      `the job is an array of 2, job ${jobId} is an array of 3`,
    );
    await expect(batch.submit('any', { dependsOn })).rejects.toThrow('the job is no array');
  });
});

describe('a SEQUENTIAL dependency without id', () => {
  test('runs the children of an array one after the other, though there is room for all', async () => {
    await using batch = await startTestBatch({ slots: 3 });
    await batch.register('step', '0');
    const jobId = await batch.submit('step', { arrayProperties, dependsOn: [{ type: 'SEQUENTIAL' }] });
    expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'SUCCEEDED' });
    const children = await Promise.all([0, 1, 2].map((index) => batch.describe(`${jobId}:${index}`)));
    for (const [index, { startedAt = 0 }] of children.entries()) {
      expect(startedAt).toBeGreaterThanOrEqual(children[index - 1]?.stoppedAt ?? 0);
    }
  });

  test('fails all children after one that has failed', async () => {
    await using batch = await startTestBatch();
    await batch.register('step', FAIL_CHILD_1);
    const jobId = await batch.submit('step', { arrayProperties, dependsOn: [{ type: 'SEQUENTIAL' }] });
    expect(await batch.waitForEnd(jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Array Child Job failed',
      arrayProperties: { statusSummary: { SUCCEEDED: 1, FAILED: 2 } },
    });
    expect((await batch.describe(`${jobId}:2`)).statusReason).toBe('Dependent Job failed');
  });
});

test('a SEQUENTIAL dependency with an id has all children of an array wait for that job alone', async () => {
  await using batch = await startTestBatch();
  await batch.register('first', 'setTimeout(() => {}, 200)');
  await batch.register('step', 'process.exit(process.env.AWS_BATCH_JOB_ARRAY_INDEX === "0" ? 3 : 0)');
  const first = await batch.submit('first');
  const dependsOn = [{ jobId: first, type: 'SEQUENTIAL' as const }];
  const jobId = await batch.submit('step', { arrayProperties, dependsOn });
  expect(await batch.waitForEnd(jobId)).toMatchObject({
    dependsOn,
    arrayProperties: { statusSummary: { SUCCEEDED: 2, FAILED: 1 } },
  });
  const { stoppedAt = Number.POSITIVE_INFINITY } = await batch.describe(first);
  for (const index of [0, 1, 2]) {
    expect((await batch.describe(`${jobId}:${index}`)).startedAt).toBeGreaterThanOrEqual(stoppedAt);
  }
});
