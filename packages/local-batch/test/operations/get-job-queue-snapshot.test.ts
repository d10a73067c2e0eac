import {
  CancelJobCommand,
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  GetJobQueueSnapshotCommand,
} from '@aws-sdk/client-batch';
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

  test('shows jobs of a queue with a scheduling policy in the order of their turns', async () => {
    await using batch = await startTestBatch({ slots: 1 });
    const { client } = batch;
    await batch.register('long', 'setInterval(() => {}, 1000)', { schedulingPriority: 1 });
    const { arn } = await client.send(
      new CreateSchedulingPolicyCommand({
        name: 'fair',
        fairsharePolicy: { shareDistribution: [{ shareIdentifier: 'C', weightFactor: 0.5 }] },
      }),
    );
    await client.send(
      new CreateJobQueueCommand({
        jobQueueName: 'fair',
        priority: 1,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'local' }],
        schedulingPolicyArn: arn,
      }),
    );
    await batch.waitFor(await batch.submit('long'), 'RUNNING');
    const names = new Map<string, string>();
    const submit = async (shareIdentifier: string, schedulingPriorityOverride?: number) => {
      const more = { jobQueue: 'fair', shareIdentifier, schedulingPriorityOverride };
      const jobId = await batch.submit('long', more);
      names.set(arnOf(jobId), shareIdentifier + (schedulingPriorityOverride ?? ''));
      return jobId;
    };
    const cancelled = await submit('A');
    for (const share of ['A', 'A', 'B', 'B', 'C', 'C', 'C']) await submit(share);
    await batch.waitFor(await submit('A', 9), 'RUNNABLE');
    await client.send(new CancelJobCommand({ jobId: cancelled, reason: 'not needed' }));
    const snapshot = await client.send(new GetJobQueueSnapshotCommand({ jobQueue: 'fair' }));
    const order = snapshot.frontOfQueue?.jobs?.map(({ jobArn = '' }) => names.get(jobArn));
    expect(order).toEqual(['A9', 'B', 'C', 'C', 'A', 'B', 'C', 'A']);
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
