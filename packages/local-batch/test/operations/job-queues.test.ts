import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateJobQueueCommand,
  type CreateJobQueueCommandInput,
  CreateSchedulingPolicyCommand,
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

const shareOf = (shareIdentifier: string, policy: string | undefined) =>
  policy === undefined ? {} : { shareIdentifier };

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

  test('leaves nothing of its policy to a queue that is made anew by its name', async () => {
    await using batch = await startTestBatch({ slots: 1 });
    const { client } = batch;
    await batch.register('quick', '0', { schedulingPriority: 0 });
    const gate = join(batch.logFolder, 'gate');
    const untilOpen = `setInterval(() => fs.existsSync(${JSON.stringify(gate)}) && process.exit(0), 10)`;
    await batch.register('until-open', untilOpen, { schedulingPriority: 0 });
    const { arn } = await client.send(new CreateSchedulingPolicyCommand({ name: 'fair' }));
    const queue = { jobQueueName: 'again', priority: 1, computeEnvironmentOrder };
    const orderIn = async (schedulingPolicyArn: string | undefined) => {
      await client.send(new CreateJobQueueCommand({ ...queue, schedulingPolicyArn }));
      const jobs: string[] = [];
      // They wait for one, so that all are in line when the first of them starts.
      const share = shareOf('A', schedulingPolicyArn);
      const first = await batch.submit('until-open', { jobQueue: 'again', ...share });
      const dependsOn = [{ jobId: first }];
      for (const share of ['A', 'A', 'B']) {
        const more = { jobQueue: 'again', dependsOn, ...shareOf(share, schedulingPolicyArn) };
        jobs.push(await batch.submit('quick', more));
      }
      await writeFile(gate, '');
      const startedAt: number[] = [];
      for (const jobId of jobs) startedAt.push((await batch.waitForEnd(jobId)).startedAt ?? 0);
      await client.send(new UpdateJobQueueCommand({ jobQueue: 'again', state: 'DISABLED' }));
      await client.send(new DeleteJobQueueCommand({ jobQueue: 'again' }));
      await rm(gate);
      return [0, 1, 2].sort((a, b) => (startedAt[a] ?? 0) - (startedAt[b] ?? 0));
    };
    expect(await orderIn(undefined)).toEqual([0, 1, 2]);
    expect(await orderIn(arn)).toEqual([2, 0, 1]);
    expect(await orderIn(undefined)).toEqual([0, 1, 2]);
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
