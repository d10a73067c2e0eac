import {
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  type JobStatus,
  ListJobsCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch();
  await batch.register('any', '0');
  await batch.register('ranked', '0', { schedulingPriority: 3 });
  await batch.register('long', 'setInterval(() => {}, 1000)', { schedulingPriority: 0 });
  const { arn } = await batch.client.send(new CreateSchedulingPolicyCommand({ name: 'policy' }));
  for (const jobQueueName of ['fair', 'crowded']) {
    const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'local' }];
    const input = { jobQueueName, priority: 1, computeEnvironmentOrder, schedulingPolicyArn: arn };
    await batch.client.send(new CreateJobQueueCommand(input));
  }
});
afterAll(() => batch[Symbol.asyncDispose]());

const submit = (jobDefinition: string, more: Partial<SubmitJobCommandInput>) =>
  batch.submit(jobDefinition, { jobQueue: 'fair', ...more });
const list = async (shareIdentifier: string, jobStatus?: JobStatus) => {
  const filters = [{ name: 'SHARE_IDENTIFIER', values: [shareIdentifier] }];
  const { jobSummaryList } = await batch.client.send(
    new ListJobsCommand({ jobQueue: 'fair', filters, jobStatus }),
  );
  return jobSummaryList?.map((job) => [job.jobId, job.shareIdentifier]);
};

describe('a job in a queue with a scheduling policy', () => {
  test('shows its share identifier, and its own priority or else its definition’s', async () => {
    const own = await submit('ranked', { shareIdentifier: 'films', schedulingPriorityOverride: 9999 });
    const inherited = await submit('ranked', { shareIdentifier: 'films' });
    expect(await batch.describe(own)).toMatchObject({ shareIdentifier: 'films', schedulingPriority: 9999 });
    expect(await batch.describe(inherited)).toMatchObject({ schedulingPriority: 3 });
  });

  test('is listed by its share identifier, in any status or in one', async () => {
    const ended = await submit('ranked', { shareIdentifier: 'listed' });
    await batch.waitForEnd(ended);
    const running = await submit('long', { shareIdentifier: 'listed' });
    await batch.waitFor(running, 'RUNNING');
    await submit('ranked', { shareIdentifier: 'listed2' });
    expect(await list('listed')).toEqual([
      [running, 'listed'],
      [ended, 'listed'],
    ]);
    expect(await list('listed', 'SUCCEEDED')).toEqual([[ended, 'listed']]);
    expect(await list('listed', 'FAILED')).toEqual([]);
  });

  test.each<[string, string, Partial<SubmitJobCommandInput>, RegExp]>([
    ['no share identifier', 'ranked', {}, /shareIdentifier must be specified\./],
    ['no priority', 'any', { shareIdentifier: 'a' }, /Either schedulingPriority in job definition or/],
    [
      'a hyphen',
      'ranked',
      { shareIdentifier: 'a-b' },
      /shareIdentifier: must be 1 to 255 letters and digits/,
    ],
    [
      'a priority of 10,000',
      'ranked',
      { shareIdentifier: 'a', schedulingPriorityOverride: 10_000 },
      /schedulingPriorityOverride: .*<=9999.*10000/,
    ],
    [
      'a share identifier elsewhere',
      'any',
      { jobQueue: 'local', shareIdentifier: 'a' },
      /shareIdentifier needs a job queue with a scheduling policy, and local has none/,
    ],
    [
      'a priority elsewhere',
      'any',
      { jobQueue: 'local', schedulingPriorityOverride: 1 },
      /schedulingPriorityOverride needs a job queue with a scheduling policy/,
    ],
  ])('is refused with %s', async (_what, jobDefinition, more, message) => {
    await expect(submit(jobDefinition, more)).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringMatching(message),
    });
  });

  test('a queue has at most 500 share identifiers whose jobs have not ended', async () => {
    const first = await submit('long', { jobQueue: 'crowded', shareIdentifier: 'user0' });
    const dependsOn = [{ jobId: first }];
    const submitNext = (index: number) =>
      submit('ranked', { jobQueue: 'crowded', shareIdentifier: `user${index}`, dependsOn });
    const second = await submitNext(1);
    for (let index = 2; index < 500; index++) await submitNext(index);
    await submitNext(499);
    await expect(submitNext(500)).rejects.toThrow('crowded has 500 active share identifiers already');
    await batch.client.send(new TerminateJobCommand({ jobId: second, reason: 'makes room' }));
    await submitNext(500);
    await expect(submitNext(501)).rejects.toThrow('crowded has 500 active share identifiers already');
  });
});
