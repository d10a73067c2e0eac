import {
  type ComputeResource,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeJobDefinitionsCommand,
  type DescribeJobDefinitionsCommandInput,
  DescribeJobQueuesCommand,
  paginateDescribeJobDefinitions,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

const computeResources: ComputeResource = { type: 'EC2', maxvCpus: 1, subnets: ['none'] };

describe('queues and compute environments', () => {
  test('the queue local on the compute environment local exists from the start', async () => {
    await using batch = await startTestBatch();
    const { jobQueues } = await batch.client.send(new DescribeJobQueuesCommand({}));
    expect(jobQueues).toMatchObject([
      {
        jobQueueName: 'local',
        state: 'ENABLED',
        status: 'VALID',
        computeEnvironmentOrder: [
          { order: 1, computeEnvironment: 'arn:aws:batch:us-east-1:000000000000:compute-environment/local' },
        ],
      },
    ]);
  });

  test('a queue runs its jobs on its own compute environment, within its maxvCpus', async () => {
    await using batch = await startTestBatch();
    await batch.register(
      'print',
      'console.log(process.env.AWS_BATCH_JQ_NAME, process.env.AWS_BATCH_CE_NAME)',
    );
    const { computeEnvironmentArn } = await batch.client.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: 'small',
        type: 'MANAGED',
        computeResources,
      }),
    );
    const computeEnvironmentOrder = [{ order: 1, computeEnvironment: computeEnvironmentArn }];
    const { jobQueueArn } = await batch.client.send(
      new CreateJobQueueCommand({ jobQueueName: 'narrow', priority: 1, computeEnvironmentOrder }),
    );
    const jobId = await batch.submit('print', { jobQueue: jobQueueArn });
    await batch.waitFor(jobId, 'SUCCEEDED');
    expect(await batch.log(jobId)).toBe('narrow small\n');
    const resourceRequirements = [{ type: 'VCPU', value: '2' }] as const;
    const tooLarge = await batch.submit('print', {
      jobQueue: 'narrow',
      containerOverrides: { resourceRequirements: [...resourceRequirements] },
    });
    await expect
      .poll(() => batch.describe(tooLarge), { interval: 15 })
      .toMatchObject({
        status: 'RUNNABLE',
        statusReason: expect.stringContaining('MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT'),
      });
  });

  test('a name is given only once, and a queue needs environments that exist', async () => {
    await using batch = await startTestBatch();
    const environment = { computeEnvironmentName: 'local', type: 'MANAGED', computeResources } as const;
    const queue = { jobQueueName: 'new', priority: 1 };
    const order = (computeEnvironment: string) => [{ order: 1, computeEnvironment }];
    await expect(batch.client.send(new CreateComputeEnvironmentCommand(environment))).rejects.toThrow(
      'Compute environment local already exists',
    );
    await expect(
      batch.client.send(new CreateJobQueueCommand({ ...queue, computeEnvironmentOrder: order('gone') })),
    ).rejects.toThrow('Compute environment gone does not exist');
    const taken = { ...queue, jobQueueName: 'local', computeEnvironmentOrder: order('local') };
    await expect(batch.client.send(new CreateJobQueueCommand(taken))).rejects.toThrow(
      'Job queue local already exists',
    );
  });
});

describe('job definitions', () => {
  test('registering a name again makes the next revision', async () => {
    await using batch = await startTestBatch();
    await batch.register('film', '0');
    const second = await batch.register('film', '0');
    expect(second).toMatchObject({
      revision: 2,
      jobDefinitionArn: 'arn:aws:batch:us-east-1:000000000000:job-definition/film:2',
    });
  });

  test('are described by reference or by name and status, with all that was registered', async () => {
    await using batch = await startTestBatch();
    const containerProperties = { image: 'node', jobRoleArn: 'arn:aws:iam::1:role/r', memory: 512 };
    await batch.register('film', '0', { containerProperties, tags: { a: 'b' } });
    await batch.register('other', '0');
    const describe = async (input: DescribeJobDefinitionsCommandInput) =>
      (await batch.client.send(new DescribeJobDefinitionsCommand(input))).jobDefinitions;
    const film = {
      jobDefinitionName: 'film',
      revision: 1,
      status: 'ACTIVE',
      containerProperties,
      tags: { a: 'b' },
    };
    expect(await describe({ jobDefinitions: ['film:1', 'gone:1'] })).toMatchObject([film]);
    expect(await describe({ jobDefinitionName: 'film', status: 'ACTIVE' })).toMatchObject([film]);
    expect(await describe({ status: 'INACTIVE' })).toEqual([]);
    const pages: number[] = [];
    for await (const page of paginateDescribeJobDefinitions({ client: batch.client, pageSize: 1 }, {})) {
      pages.push(page.jobDefinitions?.length ?? 0);
    }
    expect(pages).toEqual([1, 1]);
  });

  test.each([
    ['multinode jobs', { type: 'multinode' as const }, /type: /],
    [
      'secrets',
      { containerProperties: { image: 'a', secrets: [{ name: 'A', valueFrom: 'b' }] } },
      /secrets is not/,
    ],
    ['more than 24 KiB', { parameters: { a: 'x'.repeat(24 * 1024) } }, /less than 24 KiB, got 25 KiB/],
    ['a name with a dot', { jobDefinitionName: 'a.b' }, /jobDefinitionName: .*"a\.b"/],
  ])('refuse %s', async (_what, input, message) => {
    await using batch = await startTestBatch();
    const valid = { jobDefinitionName: 'a', type: 'container' as const, containerProperties: { image: 'a' } };
    await expect(
      batch.client.send(new RegisterJobDefinitionCommand({ ...valid, ...input })),
    ).rejects.toMatchObject({ name: 'ClientException', message: expect.stringMatching(message) });
  });
});
