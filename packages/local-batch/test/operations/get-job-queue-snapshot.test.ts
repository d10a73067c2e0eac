import { CancelJobCommand, GetJobQueueSnapshotCommand } from '@aws-sdk/client-batch';
import { describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

const arnOf = (jobId: string) => `arn:aws:batch:us-east-1:000000000000:job/${jobId}`;

describe('GetJobQueueSnapshot', () => {
  test('shows the first 100 RUNNABLE jobs in the order of their turns, and since when', async () => {
    await using batch = await startTestBatch({ slots: 1 });
    const front = async () => {
      const command = new GetJobQueueSnapshotCommand({ jobQueue: 'local' });
      return (await batch.client.send(command)).frontOfQueue;
    };
    await batch.register('long', 'setInterval(() => {}, 1000)');
    expect(await front()).toEqual({ jobs: [], lastUpdatedAt: expect.any(Number) });
    const before = Date.now();
    const running = await batch.submit('long');
    await batch.waitFor(running, 'RUNNING');
    const resourceRequirements = [{ type: 'VCPU', value: '2' } as const];
    const tooLarge = await batch.submit('long', { containerOverrides: { resourceRequirements } });
    const first = await batch.submit('long');
    const cancelled = await batch.submit('long');
    const pending = await batch.submit('long', { dependsOn: [{ jobId: first }] });
    await batch.client.send(new CancelJobCommand({ jobId: cancelled, reason: 'not needed' }));
    await batch.waitFor(pending, 'PENDING');
    const { jobs, lastUpdatedAt = 0 } = (await front()) ?? {};
    expect(jobs?.map(({ jobArn }) => jobArn)).toEqual([first, tooLarge].map(arnOf));
    for (const { earliestTimeAtPosition = 0 } of jobs ?? []) {
      expect(earliestTimeAtPosition).toBeGreaterThanOrEqual(before);
      expect(earliestTimeAtPosition).toBeLessThanOrEqual(lastUpdatedAt);
    }

    const array = await batch.submit('long', { arrayProperties: { size: 150 } });
    await batch.waitFor(array, 'PENDING');
    const many = (await front())?.jobs?.map(({ jobArn }) => jobArn);
    const children = Array.from({ length: 99 }, (_, index) => arnOf(`${array}:${index}`));
    expect(many).toEqual([arnOf(first), ...children]);
  });

  test('refuses a queue that does not exist', async () => {
    await using batch = await startTestBatch();
    const command = new GetJobQueueSnapshotCommand({ jobQueue: 'gone' });
    await expect(batch.client.send(command)).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringContaining('Job queue gone does not exist'),
    });
  });
});
