import { holds, same } from '../expect.js';
import { guide, type Rule } from '../rule.js';

const section = '1.2';
const ARRAYS = guide('array_jobs');

/** The kinds of dependency that are for arrays: N_TO_N and SEQUENTIAL. */
export const arrayDependencyRules: readonly Rule[] = [
  {
    id: 'dependencies.n-to-n',
    section,
    rule: 'N_TO_N: a child runs as soon as the child of its index is SUCCEEDED, while that one’s siblings run',
    source: ARRAYS,
    async check(endpoint) {
      const arrayProperties = { size: 2 };
      const first = await endpoint.run('[ "$AWS_BATCH_JOB_ARRAY_INDEX" = 0 ] || exec sleep 3', {
        arrayProperties,
      });
      const second = await endpoint.submit({
        arrayProperties,
        dependsOn: [{ jobId: first, type: 'N_TO_N' }],
      });
      await endpoint.reach(`${second}:0`, 'SUCCEEDED');
      same((await endpoint.describe(`${first}:1`)).status, 'RUNNING', 'status of the sibling meanwhile');
    },
  },
  {
    id: 'dependencies.n-to-n-waits',
    section,
    rule: 'N_TO_N: a child waits for the child of its index',
    source: ARRAYS,
    async check(endpoint) {
      const arrayProperties = { size: 2 };
      const first = await endpoint.run('sleep "0.$((AWS_BATCH_JOB_ARRAY_INDEX + 2))"', { arrayProperties });
      const second = await endpoint.submit({
        arrayProperties,
        dependsOn: [{ jobId: first, type: 'N_TO_N' }],
      });
      await endpoint.reach(second, 'SUCCEEDED');
      for (const index of [0, 1]) {
        const { stoppedAt = Number.NaN } = await endpoint.describe(`${first}:${index}`);
        const { startedAt = 0 } = await endpoint.describe(`${second}:${index}`);
        holds(startedAt >= stoppedAt, `child ${index} started before the other’s stopped`);
      }
    },
  },
  {
    id: 'dependencies.n-to-n-failed',
    section,
    rule: 'N_TO_N: the failure of a child fails the child of its index and no other',
    source: ARRAYS,
    async check(endpoint) {
      const arrayProperties = { size: 2 };
      const first = await endpoint.run('sleep 0.2; [ "$AWS_BATCH_JOB_ARRAY_INDEX" = 0 ]', {
        arrayProperties,
      });
      const second = await endpoint.submit({
        arrayProperties,
        dependsOn: [{ jobId: first, type: 'N_TO_N' }],
      });
      await endpoint.reach(`${second}:0`, 'SUCCEEDED');
      same(
        (await endpoint.reach(`${second}:1`, 'FAILED')).statusReason,
        'Dependent Job failed',
        'statusReason',
      );
    },
  },
  {
    id: 'dependencies.sequential',
    section,
    rule: 'SEQUENTIAL without id: each child starts after the one before it is SUCCEEDED, from index 0',
    source: ARRAYS,
    async check(endpoint) {
      const input = { arrayProperties: { size: 3 }, dependsOn: [{ type: 'SEQUENTIAL' as const }] };
      const id = await endpoint.run('sleep 0.1', input);
      await endpoint.reach(id, 'SUCCEEDED');
      for (const index of [1, 2]) {
        const { stoppedAt = Number.NaN } = await endpoint.describe(`${id}:${index - 1}`);
        const { startedAt = 0 } = await endpoint.describe(`${id}:${index}`);
        holds(startedAt >= stoppedAt, `child ${index} started before child ${index - 1} stopped`);
      }
    },
  },
  {
    id: 'dependencies.sequential-failed',
    section,
    rule: 'SEQUENTIAL without id: after a child that failed the next ones do not run',
    source: ARRAYS,
    async check(endpoint) {
      const input = { arrayProperties: { size: 3 }, dependsOn: [{ type: 'SEQUENTIAL' as const }] };
      const id = await endpoint.run('[ "$AWS_BATCH_JOB_ARRAY_INDEX" != 1 ]', input);
      await endpoint.reach(id, 'FAILED');
      const first = await endpoint.describe(`${id}:0`);
      const last = await endpoint.describe(`${id}:2`);
      same(
        [first.status, last.status, last.startedAt ?? 0],
        ['SUCCEEDED', 'FAILED', 0],
        'first, last, its start',
      );
    },
  },
  {
    id: 'dependencies.sequential-with-id',
    section,
    rule: 'SEQUENTIAL with an id, on a job that is no array, waits for that job',
    source: { title: 'ec2-spot-workshops', url: 'https://github.com/awslabs/ec2-spot-workshops' },
    async check(endpoint) {
      const jobId = await endpoint.run('sleep 0.2', { arrayProperties: { size: 2 } });
      const job = await endpoint.submit({ dependsOn: [{ jobId, type: 'SEQUENTIAL' }] });
      const { startedAt = 0 } = await endpoint.reach(job, 'SUCCEEDED');
      const { stoppedAt = Number.NaN } = await endpoint.describe(jobId);
      holds(startedAt >= stoppedAt, 'it started before the other stopped');
    },
  },
];
