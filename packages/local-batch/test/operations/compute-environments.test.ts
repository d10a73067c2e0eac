import {
  CreateComputeEnvironmentCommand,
  type CreateComputeEnvironmentCommandInput,
  CreateJobQueueCommand,
  DeleteComputeEnvironmentCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobQueuesCommand,
  paginateDescribeComputeEnvironments,
  TerminateJobCommand,
  UpdateComputeEnvironmentCommand,
  type UpdateComputeEnvironmentCommandInput,
  UpdateJobQueueCommand,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch({ slots: 2 });
  await batch.register('quick', '0');
  await batch.register('long', 'setInterval(() => {}, 1000)');
});
afterAll(() => batch[Symbol.asyncDispose]());

const ARN = 'arn:aws:batch:us-east-1:000000000000:compute-environment';
const computeResources = { type: 'EC2', maxvCpus: 1, subnets: ['subnet-1'] } as const;
type Create = Partial<CreateComputeEnvironmentCommandInput>;
const create = (computeEnvironmentName: string, more: object = {}) => {
  const input: Create = { type: 'MANAGED', computeResources: { ...computeResources, subnets: [] }, ...more };
  return batch.client.send(
    new CreateComputeEnvironmentCommand({ computeEnvironmentName, type: undefined, ...input }),
  );
};
const update = (computeEnvironment: string, more: Partial<UpdateComputeEnvironmentCommandInput>) =>
  batch.client.send(new UpdateComputeEnvironmentCommand({ computeEnvironment, ...more }));
const remove = (computeEnvironment: string) =>
  batch.client.send(new DeleteComputeEnvironmentCommand({ computeEnvironment }));
const describeThem = async (...computeEnvironments: string[]) =>
  (await batch.client.send(new DescribeComputeEnvironmentsCommand({ computeEnvironments })))
    .computeEnvironments;
const queueOn = (jobQueueName: string, ...names: string[]) => {
  const computeEnvironmentOrder = names.map((name, order) => ({ order, computeEnvironment: name }));
  return new CreateJobQueueCommand({ jobQueueName, priority: 1, computeEnvironmentOrder });
};

describe('DescribeComputeEnvironments', () => {
  test('shows what was given, and nothing of a cluster that does not exist', async () => {
    const tags = { 'local-batch:memory': '2048', 'local-batch:gpus': '1' };
    await create('shown', { computeResources, serviceRole: 'role', tags });
    expect(await describeThem('shown', 'unknown')).toEqual([
      {
        computeEnvironmentName: 'shown',
        computeEnvironmentArn: `${ARN}/shown`,
        type: 'MANAGED',
        state: 'ENABLED',
        status: 'VALID',
        statusReason: 'ComputeEnvironment Healthy',
        computeResources,
        serviceRole: 'role',
        containerOrchestrationType: 'ECS',
        tags,
      },
    ]);
    expect(await describeThem('local')).toMatchObject([{ computeResources: { maxvCpus: 2 } }]);
  });

  test('pages through all of them', async () => {
    await create('one-more');
    const names: (string | undefined)[] = [];
    for await (const page of paginateDescribeComputeEnvironments({ client: batch.client, pageSize: 1 }, {})) {
      expect(page.computeEnvironments).toHaveLength(1);
      names.push(page.computeEnvironments?.[0]?.computeEnvironmentName);
    }
    expect(names).toEqual(expect.arrayContaining(['local', 'one-more']));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('UpdateComputeEnvironment', () => {
  test('has a job that was too large run once there is room for it', async () => {
    await create('growing');
    await batch.client.send(queueOn('growing', 'growing'));
    const other = await batch.submit('long', { jobQueue: 'growing' });
    await batch.waitFor(other, 'RUNNING');
    const containerOverrides = { resourceRequirements: [{ type: 'VCPU', value: '2' } as const] };
    const jobId = await batch.submit('quick', { jobQueue: 'growing', containerOverrides });
    const isStuck = () => batch.describe(jobId).then(({ statusReason }) => statusReason);
    await expect.poll(isStuck, { interval: 15 }).toMatch(/JOB_RESOURCE_REQUIREMENT/);
    await update('growing', { computeResources: { maxvCpus: 2 } });
    const waiting = await batch.describe(jobId);
    expect(waiting).toMatchObject({ status: 'RUNNABLE' });
    expect(waiting).not.toHaveProperty('statusReason');
    await batch.client.send(new TerminateJobCommand({ jobId: other, reason: 'makes room' }));
    expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await describeThem('growing')).toMatchObject([{ computeResources: { maxvCpus: 2 } }]);
  });

  test('gives a DISABLED environment no jobs until it is ENABLED again', async () => {
    await create('resting', { state: 'DISABLED' });
    await batch.client.send(queueOn('resting', 'resting'));
    const jobId = await batch.submit('quick', { jobQueue: 'resting' });
    await batch.waitFor(jobId, 'RUNNABLE');
    await update(`${ARN}/resting`, { state: 'ENABLED' });
    expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('does not turn EC2 into Fargate', async () => {
    await create('fixed');
    await update('fixed', { computeResources: { type: 'SPOT' } });
    await expect(update('fixed', { computeResources: { type: 'FARGATE' } })).rejects.toThrow(
      'Compute environment fixed is of type SPOT, and cannot become FARGATE',
    );
  });
});

describe('DeleteComputeEnvironment', () => {
  test('removes one that is DISABLED and that no queue uses', async () => {
    await create('leaving');
    await batch.client.send(queueOn('leaving', 'leaving'));
    await expect(remove('leaving')).rejects.toThrow('leaving is ENABLED: it must be DISABLED');
    await update('leaving', { state: 'DISABLED' });
    await expect(remove('leaving')).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringContaining('Cannot delete, found existing JobQueue relationship: leaving'),
    });
    const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'local' }];
    await batch.client.send(new UpdateJobQueueCommand({ jobQueue: 'leaving', computeEnvironmentOrder }));
    await remove('leaving');
    expect(await describeThem('leaving')).toEqual([]);
  });
});

test('a queue takes its type from its compute environments, which must be of one platform', async () => {
  await create('fargate', { computeResources: { ...computeResources, type: 'FARGATE_SPOT' } });
  await batch.client.send(queueOn('serverless', 'fargate'));
  const described = await batch.client.send(
    new DescribeJobQueuesCommand({ jobQueues: ['serverless', 'local'] }),
  );
  expect(described.jobQueues?.map(({ jobQueueType }) => jobQueueType)).toEqual(['ECS_FARGATE', 'ECS']);
  await expect(batch.client.send(queueOn('mixed', 'fargate', 'local'))).rejects.toThrow('cannot be mixed');
  const { input } = queueOn('wrong', 'local');
  const wrong = new CreateJobQueueCommand({ ...input, jobQueueType: 'ECS_FARGATE' });
  await expect(batch.client.send(wrong)).rejects.toThrow('jobQueueType must be ECS');
  const { computeEnvironmentOrder } = input;
  await expect(
    batch.client.send(new UpdateJobQueueCommand({ jobQueue: 'serverless', computeEnvironmentOrder })),
  ).rejects.toThrow('Job queue serverless is of type ECS_FARGATE, and cannot become ECS');
});

test.each([
  ['UNMANAGED', { type: 'UNMANAGED' }, /type: must be MANAGED.*"UNMANAGED"/],
  [
    'an unknown type',
    { computeResources: { ...computeResources, type: 'MAINFRAME' } },
    /type: .*"MAINFRAME"/,
  ],
  [
    'a maxvCpus of 301 digits',
    { computeResources: { ...computeResources, maxvCpus: 1e300 } },
    /maxvCpus: .*<=999999999/,
  ],
  ['no computeResources', { computeResources: undefined }, /computeResources/],
  ['2 MiB', { tags: { 'local-batch:memory': '2' } }, /local-batch:memory: .*whole MiB.*"2"/],
  ['a negative number of GPUs', { tags: { 'local-batch:gpus': '-1' } }, /local-batch:gpus: .*"-1"/],
])('a compute environment is refused %s', async (_what, input, message) => {
  await expect(create('refused', input)).rejects.toMatchObject({
    name: 'ClientException',
    message: expect.stringMatching(message),
  });
});

test('there can be 50 compute environments', async () => {
  await using full = await startTestBatch();
  const createNext = (index: number) =>
    full.client.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: `environment-${index}`,
        type: 'MANAGED',
        computeResources: { ...computeResources, subnets: [] },
      }),
    );
  for (let index = 1; index < 50; index++) await createNext(index);
  await expect(createNext(50)).rejects.toThrow('There can be at most 50 compute environments');
});
