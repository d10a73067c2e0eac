import {
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  DeleteJobQueueCommand,
  DeleteSchedulingPolicyCommand,
  DescribeJobQueuesCommand,
  DescribeSchedulingPoliciesCommand,
  type FairsharePolicy,
  paginateListSchedulingPolicies,
  UpdateJobQueueCommand,
  UpdateSchedulingPolicyCommand,
} from '@aws-sdk/client-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

let batch: Awaited<ReturnType<typeof startTestBatch>>;
beforeAll(async () => {
  batch = await startTestBatch();
});
afterAll(() => batch[Symbol.asyncDispose]());

const ARN = 'arn:aws:batch:us-east-1:000000000000:scheduling-policy';
const create = (name: string, fairsharePolicy?: FairsharePolicy) =>
  batch.client.send(new CreateSchedulingPolicyCommand({ name, fairsharePolicy }));
const describePolicies = async (...names: string[]) => {
  const arns = names.map((name) => `${ARN}/${name}`);
  return (await batch.client.send(new DescribeSchedulingPoliciesCommand({ arns }))).schedulingPolicies;
};
const createQueue = (jobQueueName: string, policy: string) => {
  const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'local' }];
  const input = {
    jobQueueName,
    priority: 1,
    computeEnvironmentOrder,
    schedulingPolicyArn: `${ARN}/${policy}`,
  };
  return batch.client.send(new CreateJobQueueCommand(input));
};
const setPolicy = (jobQueue: string, schedulingPolicyArn: string) =>
  batch.client.send(new UpdateJobQueueCommand({ jobQueue, schedulingPolicyArn }));

describe('scheduling policies', () => {
  test('are described with what was not given filled in, until they are replaced', async () => {
    const shareDistribution = [
      { shareIdentifier: 'films*', weightFactor: 0.5 },
      { shareIdentifier: 'stills' },
    ];
    const given = { shareDecaySeconds: 3600, computeReservation: 50, shareDistribution };
    expect(await create('studio', given)).toMatchObject({ name: 'studio', arn: `${ARN}/studio` });
    expect(await describePolicies('studio', 'unknown')).toEqual([
      {
        name: 'studio',
        arn: `${ARN}/studio`,
        fairsharePolicy: {
          shareDecaySeconds: 3600,
          computeReservation: 50,
          shareDistribution: [
            { shareIdentifier: 'films*', weightFactor: 0.5 },
            { shareIdentifier: 'stills', weightFactor: 1 },
          ],
        },
        tags: {},
      },
    ]);
    await expect(create('studio')).rejects.toThrow('Scheduling policy studio already exists');
    const fairsharePolicy = { computeReservation: 99 };
    await batch.client.send(new UpdateSchedulingPolicyCommand({ arn: `${ARN}/studio`, fairsharePolicy }));
    expect(await describePolicies('studio')).toMatchObject([
      { fairsharePolicy: { shareDecaySeconds: 0, computeReservation: 99, shareDistribution: [] } },
    ]);
  });

  test('are listed in pages', async () => {
    await create('first');
    await create('second');
    const arns: (string | undefined)[] = [];
    for await (const page of paginateListSchedulingPolicies({ client: batch.client, pageSize: 1 }, {})) {
      arns.push(...(page.schedulingPolicies ?? []).map(({ arn }) => arn));
    }
    expect(arns).toEqual(expect.arrayContaining([`${ARN}/first`, `${ARN}/second`]));
    expect(new Set(arns).size).toBe(arns.length);
  });

  test('cannot be deleted while a queue uses them', async () => {
    const remove = () => batch.client.send(new DeleteSchedulingPolicyCommand({ arn: `${ARN}/used` }));
    await create('used');
    await createQueue('user', 'used');
    await expect(remove()).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringContaining('Scheduling policy used is in use by job queue user'),
    });
    await batch.client.send(new UpdateJobQueueCommand({ jobQueue: 'user', state: 'DISABLED' }));
    await batch.client.send(new DeleteJobQueueCommand({ jobQueue: 'user' }));
    await remove();
    expect(await describePolicies('used')).toEqual([]);
    await expect(remove()).rejects.toThrow(`Scheduling policy ${ARN}/used does not exist`);
  });

  test.each<[string, FairsharePolicy, string | RegExp]>([
    ['a decay above a week', { shareDecaySeconds: 604_801 }, /shareDecaySeconds: .*<=604800.*604801/],
    ['a reservation of 100 %', { computeReservation: 100 }, /computeReservation: .*<=99.*100/],
    ['a weight of 0', share('a', 0), /weightFactor: .*>=0\.0001.*0/],
    ['a weight of 1,000', share('a', 1000), /weightFactor: .*<=999\.9999.*1000/],
    ['a hyphen', share('a-b'), /shareIdentifier: must be 1 to 255 letters and digits.*"a-b"/],
    ['an identifier of 256 letters', share('a'.repeat(256)), /shareIdentifier: must be 1 to 255/],
    [
      'overlapping identifiers',
      { shareDistribution: [{ shareIdentifier: 'UserA1' }, { shareIdentifier: 'UserA*' }] },
      /shareDistribution: the share identifiers UserA1 and UserA\* overlap/,
    ],
    [
      '501 shares',
      { shareDistribution: Array.from({ length: 501 }, (_, i) => ({ shareIdentifier: `user${i}` })) },
      /shareDistribution: .*<=500.*501/,
    ],
  ])('are refused %s', async (_what, fairsharePolicy, message) => {
    await expect(create('refused', fairsharePolicy)).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringMatching(message),
    });
  });
});

test('a queue keeps a scheduling policy, or changes to another one, but never gains or loses it', async () => {
  await create('one');
  await create('other');
  await expect(createQueue('fair', 'unknown')).rejects.toThrow(`${ARN}/unknown does not exist`);
  await createQueue('fair', 'one');
  await setPolicy('fair', `${ARN}/other`);
  const { jobQueues } = await batch.client.send(new DescribeJobQueuesCommand({ jobQueues: ['fair'] }));
  expect(jobQueues).toMatchObject([{ schedulingPolicyArn: `${ARN}/other` }]);
  await expect(setPolicy('fair', '')).rejects.toThrow('schedulingPolicyArn: must not be empty');
  await expect(setPolicy('fair', `${ARN}/unknown`)).rejects.toThrow('does not exist');
  await expect(setPolicy('local', `${ARN}/one`)).rejects.toThrow('it cannot be given a scheduling policy');
});

function share(shareIdentifier: string, weightFactor?: number): FairsharePolicy {
  return { shareDistribution: [{ shareIdentifier, weightFactor }] };
}
