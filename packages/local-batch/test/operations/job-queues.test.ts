import {
  CreateJobQueueCommand,
  type CreateJobQueueCommandInput,
  DeleteJobQueueCommand,
  DescribeJobQueuesCommand,
  type JobStateTimeLimitAction,
  ListJobsCommand,
  UpdateJobQueueCommand,
  type UpdateJobQueueCommandInput,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch({ slots: 1 });
  await batch.register('quick', '0');
  await batch.register('long', 'setInterval(() => {}, 1000)');
});
afterAll(() => batch[Symbol.asyncDispose]());

const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'local' }];
const create = (jobQueueName: string, more: Partial<CreateJobQueueCommandInput> = {}) =>
  batch.client.send(
    new CreateJobQueueCommand({ jobQueueName, priority: 1, computeEnvironmentOrder, ...more }),
  );
const update = (jobQueue: string, more: Partial<UpdateJobQueueCommandInput>) =>
  batch.client.send(new UpdateJobQueueCommand({ jobQueue, ...more }));
const remove = (jobQueue: string) => batch.client.send(new DeleteJobQueueCommand({ jobQueue }));
const describeQueues = async (...jobQueues: string[]) =>
  (await batch.client.send(new DescribeJobQueuesCommand({ jobQueues }))).jobQueues;

const limit: JobStateTimeLimitAction = {
  reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
  state: 'RUNNABLE',
  maxTimeSeconds: 600,
  action: 'CANCEL',
};

describe('UpdateJobQueue', () => {
  test('changes what is given and leaves the rest', async () => {
    const { jobQueueArn } = await create('changing', { jobStateTimeLimitActions: [limit], tags: { a: 'b' } });
    const longer = { ...limit, maxTimeSeconds: 86_400 };
    expect(await update(jobQueueArn ?? '', { priority: 7, state: 'DISABLED' })).toMatchObject({
      jobQueueName: 'changing',
      jobQueueArn,
    });
    expect(await describeQueues('changing')).toMatchObject([
      { priority: 7, state: 'DISABLED', jobStateTimeLimitActions: [limit], tags: { a: 'b' } },
    ]);
    await update('changing', { jobStateTimeLimitActions: [longer] });
    expect(await describeQueues('changing')).toMatchObject([
      { priority: 7, state: 'DISABLED', jobStateTimeLimitActions: [longer] },
    ]);
    await update('changing', { jobStateTimeLimitActions: [], state: 'ENABLED' });
    expect(await describeQueues('changing')).toMatchObject([
      { state: 'ENABLED', jobStateTimeLimitActions: [] },
    ]);
  });

  test('has DISABLED take no new jobs and finish those it has', async () => {
    await create('closing');
    const jobId = await batch.submit('quick', { jobQueue: 'closing' });
    await update('closing', { state: 'DISABLED' });
    await expect(batch.submit('quick', { jobQueue: 'closing' })).rejects.toThrow('closing is DISABLED');
    expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('DeleteJobQueue', () => {
  test('terminates what is left in the queue, which stays describable', async () => {
    const { jobQueueArn } = await create('gone', { priority: 9 });
    const running = await batch.submit('long', { jobQueue: 'gone' });
    await batch.waitFor(running, 'RUNNING');
    const waiting = await batch.submit('long', { jobQueue: 'gone', arrayProperties: { size: 2 } });
    const dependsOn = [{ jobId: running }];
    const pending = await batch.submit('quick', { jobQueue: 'gone', dependsOn });
    await batch.waitFor(pending, 'PENDING');
    await expect(remove('gone')).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringContaining('gone is ENABLED: it must be DISABLED'),
    });
    await update('gone', { state: 'DISABLED' });
    await remove('gone');
    expect(await describeQueues('gone')).toEqual([]);
    await expect(batch.submit('quick', { jobQueue: 'gone' })).rejects.toThrow('gone does not exist');
    for (const jobId of [running, waiting, pending]) {
      expect(await batch.waitForEnd(jobId)).toMatchObject({
        status: 'FAILED',
        statusReason: 'JobQueue deleted',
        jobQueue: jobQueueArn,
        isTerminated: true,
      });
    }
    await create('gone');
    const { jobSummaryList } = await batch.client.send(
      new ListJobsCommand({ jobQueue: 'gone', jobStatus: 'FAILED' }),
    );
    expect(jobSummaryList).toEqual([]);
  });
});

test.each<[string, Partial<CreateJobQueueCommandInput>, string | RegExp]>([
  [
    'a state other than RUNNABLE',
    { jobStateTimeLimitActions: [{ ...limit, state: 'RUNNING' as never }] },
    /0\.state: .*"RUNNING"/,
  ],
  ['599 seconds', { jobStateTimeLimitActions: [{ ...limit, maxTimeSeconds: 599 }] }, />=600.*599/],
  ['86,401 seconds', { jobStateTimeLimitActions: [{ ...limit, maxTimeSeconds: 86_401 }] }, /<=86400.*86401/],
  [
    'TERMINATE',
    { jobStateTimeLimitActions: [{ ...limit, action: 'TERMINATE' }] },
    /0\.action: .*"TERMINATE"/,
  ],
  ['no reason', { jobStateTimeLimitActions: [{ ...limit, reason: '' }] }, /0\.reason: must not be empty/],
  [
    'four compute environments',
    { computeEnvironmentOrder: Array.from({ length: 4 }, () => ({ order: 1, computeEnvironment: 'local' })) },
    /computeEnvironmentOrder: .*<=3.*4/,
  ],
])('a queue is refused %s', async (_what, input, message) => {
  const refusal = { name: 'ClientException', message: expect.stringMatching(message) };
  await expect(create('refused', input)).rejects.toMatchObject(refusal);
  await expect(update('local', input)).rejects.toMatchObject(refusal);
});

test('there can be 50 queues', async () => {
  await using batch = await startTestBatch();
  const createNext = (index: number) =>
    batch.client.send(
      new CreateJobQueueCommand({ jobQueueName: `queue-${index}`, priority: 1, computeEnvironmentOrder }),
    );
  for (let index = 1; index < 50; index++) await createNext(index);
  await expect(createNext(50)).rejects.toThrow('There can be at most 50 job queues');
});
