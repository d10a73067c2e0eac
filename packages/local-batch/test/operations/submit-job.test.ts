import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { CreateJobQueueCommand, SubmitJobCommand } from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch();
  await batch.register('any', '0');
  const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'local' }];
  await batch.client.send(
    new CreateJobQueueCommand({
      jobQueueName: 'off',
      priority: 1,
      state: 'DISABLED',
      computeEnvironmentOrder,
    }),
  );
});
afterAll(() => batch[Symbol.asyncDispose]());

const refusals: [what: string, input: Partial<SubmitJobCommandInput>, message: string | RegExp][] = [
  [
    'an array without a size',
    { arrayProperties: {} },
    'Array size must be a whole number from 2 to 10000, not none',
  ],
  [
    'an array of 1',
    { arrayProperties: { size: 1 } },
    'Array size must be a whole number from 2 to 10000, not 1',
  ],
  ['an array of 10,001', { arrayProperties: { size: 10_001 } }, 'from 2 to 10000, not 10001'],
  ['a job name with a colon', { jobName: 'a:0' }, /jobName: .*"a:0"/],
  ['an unknown queue', { jobQueue: 'nowhere' }, 'Job queue nowhere does not exist'],
  ['a disabled queue', { jobQueue: 'off' }, 'Job queue off is DISABLED'],
  ['an unknown definition', { jobDefinition: 'any:2' }, 'Job definition any:2 does not exist'],
  [
    'an unknown dependency',
    { dependsOn: [{ jobId: 'gone' }] },
    'Job gone, on which the job depends, does not exist',
  ],
  [
    '21 dependencies',
    { dependsOn: Array.from({ length: 21 }, () => ({ jobId: 'x' })) },
    'Job cannot have more than 20 dependencies',
  ],
  ['N_TO_N without an array', { dependsOn: [{ type: 'N_TO_N' }] }, 'needs the jobId of an array job'],
  ['SEQUENTIAL without both', { dependsOn: [{ type: 'SEQUENTIAL' }] }, 'is for the children of an array job'],
  ['another type', { dependsOn: [{ jobId: 'x', type: 'AFTER' as 'N_TO_N' }] }, '"AFTER"'],
  ['nodeOverrides', { nodeOverrides: { numNodes: 2 } }, 'nodeOverrides is not supported'],
  [
    'evaluateOnExit without attempts',
    { retryStrategy: { evaluateOnExit: [{ onExitCode: '1', action: 'EXIT' }] } },
    'RetryAttempts must be provided with retry strategy',
  ],
  ['11 attempts', { retryStrategy: { attempts: 11 } }, /attempts: .*<=10.*11/],
  [
    'a timeout below the minimum',
    { timeout: { attemptDurationSeconds: 0 } },
    /attemptDurationSeconds: .*>=1.*0/,
  ],
  ['an empty command element', { containerOverrides: { command: [''] } }, 'command.0: must not be empty'],
  [
    'more than 30 KiB',
    { parameters: { text: 'x'.repeat(47 * 1024) } },
    'Job size must be less than 30 KiB, got 48 KiB',
  ],
  [
    'MEMORY below 4 MiB',
    { containerOverrides: { resourceRequirements: [{ type: 'MEMORY', value: '3' }] } },
    '4 to 999999999',
  ],
];

describe('SubmitJob', () => {
  test.each(refusals)('refuses %s with a ClientException that says why', async (_what, input, message) => {
    const command = new SubmitJobCommand({
      jobName: 'job',
      jobQueue: 'local',
      jobDefinition: 'any',
      ...input,
    });
    await expect(batch.client.send(command)).rejects.toMatchObject({
      name: 'ClientException',
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
      message:
        typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
    });
  });

  test('accepts overrides above 8,192 characters and fails the job without running it', async () => {
    const environment = [{ name: 'LONG', value: 'x'.repeat(8192) }];
    const jobId = await batch.submit('any', { containerOverrides: { environment } });
    expect(await batch.waitForEnd(jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Container Overrides length must be at most 8192',
      attempts: [],
    });
  });

  test.each(['any', 'any:1', 'arn:aws:batch:us-east-1:000000000000:job-definition/any'])(
    'finds its definition by %s',
    async (jobDefinition) => {
      const jobId = await batch.submit(jobDefinition, { jobName: 'job' });
      expect((await batch.describe(jobId)).jobDefinition).toMatch(/job-definition\/any:1$/);
    },
  );

  test('takes the latest revision when none is named', async () => {
    await batch.register('twice', '0');
    await batch.register('twice', '0');
    const jobId = await batch.submit('twice');
    expect((await batch.describe(jobId)).jobDefinition).toMatch(/job-definition\/twice:2$/);
  });

  test('shows what was asked for in DescribeJobs', async () => {
    const jobId = await batch.submit('any', {
      tags: { run: 'r1' },
      parameters: { a: 'b' },
      retryStrategy: { attempts: 2 },
      timeout: { attemptDurationSeconds: 90 },
      containerOverrides: { resourceRequirements: [{ type: 'VCPU', value: '2' }] },
    });
    expect(await batch.describe(jobId)).toMatchObject({
      tags: { run: 'r1' },
      parameters: { a: 'b' },
      retryStrategy: { attempts: 2, evaluateOnExit: [] },
      timeout: { attemptDurationSeconds: 90 },
      container: { image: 'node', command: ['0'], resourceRequirements: [{ type: 'VCPU', value: '2' }] },
    });
  });
});
