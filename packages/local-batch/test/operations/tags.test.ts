import {
  type ComputeResource,
  CreateComputeEnvironmentCommand,
  CreateSchedulingPolicyCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobQueuesCommand,
  DescribeSchedulingPoliciesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
let jobId: string;
beforeAll(async () => {
  batch = await startTestBatch();
  await batch.register('film', '0');
  await batch.client.send(new CreateSchedulingPolicyCommand({ name: 'policy' }));
  jobId = await batch.submit('film', { tags: { old: 'kept' }, arrayProperties: { size: 2 } });
});
afterAll(() => batch[Symbol.asyncDispose]());

const arnOf = (resource: string) => `arn:aws:batch:us-east-1:000000000000:${resource}`;
const tag = (resource: string, tags: Record<string, string>) =>
  batch.client.send(new TagResourceCommand({ resourceArn: arnOf(resource), tags }));
const untag = (resource: string, ...tagKeys: string[]) =>
  batch.client.send(new UntagResourceCommand({ resourceArn: arnOf(resource), tagKeys }));
const listOf = async (resource: string) =>
  (await batch.client.send(new ListTagsForResourceCommand({ resourceArn: arnOf(resource) }))).tags;

const described: [resource: string, describe: () => Promise<unknown>][] = [
  [
    'job-queue/local',
    async () => (await batch.client.send(new DescribeJobQueuesCommand({}))).jobQueues?.[0]?.tags,
  ],
  [
    'job-definition/film:1',
    async () => (await batch.client.send(new DescribeJobDefinitionsCommand({}))).jobDefinitions?.[0]?.tags,
  ],
  [
    'compute-environment/local',
    async () =>
      (await batch.client.send(new DescribeComputeEnvironmentsCommand({}))).computeEnvironments?.[0]?.tags,
  ],
  [
    'scheduling-policy/policy',
    async () => {
      const arns = [arnOf('scheduling-policy/policy')];
      const found = await batch.client.send(new DescribeSchedulingPoliciesCommand({ arns }));
      return found.schedulingPolicies?.[0]?.tags;
    },
  ],
];

describe('tags', () => {
  test.each(described)('of %s are set, replaced and removed one by one', async (resource, describeTags) => {
    await tag(resource, { a: '1', 'key with / & = ?': 'ä', c: '3' });
    await tag(resource, { a: '', d: '4' });
    await untag(resource, 'c', 'key with / & = ?', 'never there');
    expect(await listOf(resource)).toEqual({ a: '', d: '4' });
    expect(await describeTags()).toEqual({ a: '', d: '4' });
  });

  test('of a job can be changed when it has ended', async () => {
    await batch.waitForEnd(jobId);
    await tag(`job/${jobId}`, { new: 'x' });
    expect(await batch.describe(jobId)).toMatchObject({ tags: { old: 'kept', new: 'x' } });
    await untag(`job/${jobId}`, 'old');
    expect(await listOf(`job/${jobId}`)).toEqual({ new: 'x' });
  });

  test('that say a compute environment’s memory are checked', async () => {
    const computeResources: ComputeResource = { type: 'EC2', maxvCpus: 1, subnets: [] };
    const environment = { computeEnvironmentName: 'small', type: 'MANAGED', computeResources } as const;
    await batch.client.send(new CreateComputeEnvironmentCommand(environment));
    await tag('compute-environment/small', { 'local-batch:memory': '4096' });
    await expect(tag('compute-environment/small', { 'local-batch:memory': 'much' })).rejects.toThrow(
      'whole MiB',
    );
    expect(await listOf('compute-environment/small')).toEqual({ 'local-batch:memory': '4096' });
  });

  test('of the environment local replace its memory only where they say it', async () => {
    await using small = await startTestBatch({ memory: 1024 });
    await small.register('large', '0', { containerProperties: { image: 'node', memory: 2048 } });
    const large = await small.submit('large');
    await small.waitFor(large, 'RUNNABLE');
    const resourceArn = arnOf('compute-environment/local');
    await small.client.send(new TagResourceCommand({ resourceArn, tags: { owner: 'films' } }));
    await small.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['owner'] }));
    await small.register('other', '0');
    await small.waitForEnd(await small.submit('other'));
    expect(await small.describe(large)).toMatchObject({ status: 'RUNNABLE' });
    await small.client.send(new TagResourceCommand({ resourceArn, tags: { 'local-batch:memory': '2048' } }));
    expect(await small.waitForEnd(large)).toMatchObject({ status: 'SUCCEEDED' });
    await small.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['local-batch:memory'] }));
    const again = await small.submit('large');
    await small.waitForEnd(await small.submit('other'));
    expect(await small.describe(again)).toMatchObject({ status: 'RUNNABLE' });
  });

  test('are at most 50 on one resource', async () => {
    const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, 'x']));
    await batch.register('full', '0', { tags: fifty });
    await tag('job-definition/full:1', { 'key-0': 'y' });
    await expect(tag('job-definition/full:1', { more: 'z' })).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringMatching(/<=50.*51/),
    });
  });

  test.each<[string, string, Record<string, string>, RegExp]>([
    ['a key that begins with AWS:', 'job-queue/local', { 'AWS:x': '' }, /cannot begin with aws:, as "AWS:x"/],
    ['a key of 129 characters', 'job-queue/local', { ['k'.repeat(129)]: '' }, /<=128.*129/],
    ['a value of 257 characters', 'job-queue/local', { a: 'v'.repeat(257) }, /<=256.*257/],
    ['an unknown queue', 'job-queue/gone', { a: '' }, /job-queue\/gone" does not exist/],
    [
      'a definition without revision',
      'job-definition/film',
      { a: '' },
      /job-definition\/film" does not exist/,
    ],
    ['an unknown kind', 'consumable-resource/a', { a: '' }, /consumable-resource\/a" does not exist/],
  ])('are refused for %s', async (_what, resource, tags, message) => {
    await expect(tag(resource, tags)).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringMatching(message),
    });
  });

  test('are refused for a child job, and at submission with the same rules', async () => {
    await expect(tag(`job/${jobId}:0`, { a: '' })).rejects.toThrow('A child job has no tags');
    await expect(batch.submit('film', { tags: { 'aws:x': '' } })).rejects.toThrow('cannot begin with aws:');
  });
});
