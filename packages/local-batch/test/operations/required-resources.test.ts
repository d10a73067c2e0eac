import type {
  ContainerOverrides,
  ContainerProperties,
  PlatformCapability,
  ResourceRequirement,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch();
  await batch.register('ec2', '0', { containerProperties: { image: 'node', vcpus: 1, memory: 512 } });
  await register(['FARGATE'], { resourceRequirements: required('0.25', '512') }, 'fargate');
});
afterAll(() => batch[Symbol.asyncDispose]());

const required = (vcpus: string, memory: string, gpus?: string): ResourceRequirement[] => [
  { type: 'VCPU', value: vcpus },
  { type: 'MEMORY', value: memory },
  ...(gpus === undefined ? [] : [{ type: 'GPU' as const, value: gpus }]),
];
const register = (
  platformCapabilities: PlatformCapability[],
  properties: ContainerProperties,
  name = 'refused',
) =>
  batch.register(name, '0', { platformCapabilities, containerProperties: { image: 'node', ...properties } });

describe('required resources', () => {
  test('are shown with overrides in place of what the definition says', async () => {
    const requirementsOf = async (jobDefinition: string, containerOverrides: ContainerOverrides) => {
      const { container, platformCapabilities } = await batch.describe(
        await batch.submit(jobDefinition, { containerOverrides }),
      );
      return [container?.resourceRequirements, platformCapabilities];
    };
    expect(await requirementsOf('ec2', {})).toEqual([required('1', '512'), []]);
    expect(await requirementsOf('ec2', { memory: 1024, vcpus: 2 })).toEqual([required('2', '1024'), []]);
    const resourceRequirements = required('0.5', '1024');
    expect(await requirementsOf('fargate', { resourceRequirements })).toEqual([
      resourceRequirements,
      ['FARGATE'],
    ]);
  });

  test('may be a quarter of a vCPU on Fargate, of which four run on one', async () => {
    await using small = await startTestBatch({ slots: 1 });
    await small.register('long', 'setInterval(() => {}, 1000)', {
      platformCapabilities: ['FARGATE'],
      containerProperties: { image: 'node', resourceRequirements: required('0.25', '512') },
    });
    const jobs = [];
    for (let index = 0; index < 5; index++) jobs.push(await small.submit('long'));
    for (const jobId of jobs.slice(0, 4)) await small.waitFor(jobId, 'RUNNING');
    expect(await small.describe(jobs[4] ?? '')).toMatchObject({ status: 'RUNNABLE' });
  });

  test.each([
    ['0.25', '2048'],
    ['0.5', '4096'],
    ['1', '3072'],
    ['2', '16384'],
    ['4', '30720'],
    ['8', '20480'],
    ['16', '122880'],
  ])('may be %s vCPU with %s MiB on Fargate', async (vcpus, memory) => {
    await register(['FARGATE'], { resourceRequirements: required(vcpus, memory) });
  });

  test.each<[PlatformCapability, ContainerProperties, RegExp]>([
    ['EC2', { resourceRequirements: required('0.5', '512') }, /Value 0\.5 for type VCPU .* whole vCPUs/],
    ['EC2', { memory: 3 }, /memory: .*>=4.*3/],
    ['EC2', { memory: 1e300 }, /memory: .*<=999999999/],
    ['EC2', { vcpus: 1e300 }, /vcpus: .*<=999999999/],
    [
      'FARGATE',
      { resourceRequirements: required('3', '8192') },
      /\(3\.00 vCPU, 8192 MiB\) not valid: VCPU is/,
    ],
    [
      'FARGATE',
      { resourceRequirements: required('1', '1024') },
      /Fargate resource requirements \(1\.00 vCPU, 1024 MiB\) not valid: 1 vCPU goes with 2048, 3072,/,
    ],
    ['FARGATE', { resourceRequirements: required('8', '17408') }, /not valid: 8 vCPU goes with 16384, 20480/],
    ['FARGATE', { resourceRequirements: required('1', '2048', '1') }, /Fargate has no GPU/],
    ['FARGATE', {}, /Fargate needs VCPU and MEMORY/],
    ['FARGATE', { vcpus: 1, memory: 2048 }, /vcpus is not applicable for Fargate/],
  ])('are refused at registration on %s: %o', async (platform, properties, message) => {
    await expect(register([platform], properties)).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringMatching(message),
    });
  });

  test.each<[string, ContainerOverrides, RegExp]>([
    ['ec2', { resourceRequirements: [{ type: 'VCPU', value: '1.5' }] }, /Value 1\.5 for type VCPU/],
    [
      'fargate',
      { resourceRequirements: [{ type: 'VCPU', value: '1' }] },
      /\(1\.00 vCPU, 512 MiB\) not valid/,
    ],
    ['fargate', { memory: 512 }, /memory is not applicable for Fargate/],
    ['ec2', { resourceRequirements: [{ type: 'VCPU', value: '0.00' }] }, /must be a number above 0/],
    ['ec2', { vcpus: 1e300 }, /vcpus: .*<=999999999/],
  ])('are refused when %s is submitted with %o', async (jobDefinition, containerOverrides, message) => {
    await expect(batch.submit(jobDefinition, { containerOverrides })).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringMatching(message),
    });
  });

  test.each(['VCPU', 'MEMORY', 'GPU'] as const)('are refused when %s has 400 digits', async (type) => {
    const containerOverrides = { resourceRequirements: [{ type, value: '9'.repeat(400) }] };
    await expect(batch.submit('ec2', { containerOverrides })).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringMatching(/must be .* to 999999999, written as a string/),
    });
  });
});
