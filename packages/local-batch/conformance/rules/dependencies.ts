import { holds, refused, same } from '../expect.js';
import { github, guide, MODEL, type Rule } from '../rule.js';

const section = '1.2';
const ARRAYS = guide('array_jobs');
const DEPENDENCIES = guide('job_dependencies');

/** dependsOn, but for the types that are for arrays. */
export const dependencyRules: readonly Rule[] = [
  {
    id: 'dependencies.waits',
    section,
    rule: 'A job is PENDING while the job it depends on has not ended',
    source: DEPENDENCIES,
    async check(endpoint) {
      const jobId = await endpoint.submit({ dependsOn: [{ jobId: await endpoint.hold() }] });
      await endpoint.reach(jobId, 'PENDING');
    },
  },
  {
    id: 'dependencies.then-runs',
    section,
    rule: 'A job runs when the job it depends on is SUCCEEDED, not before',
    source: DEPENDENCIES,
    async check(endpoint) {
      const first = await endpoint.run('sleep 0.3');
      const second = await endpoint.reach(
        await endpoint.submit({ dependsOn: [{ jobId: first }] }),
        'SUCCEEDED',
      );
      const { stoppedAt = Number.NaN } = await endpoint.describe(first);
      holds((second.startedAt ?? 0) >= stoppedAt, 'it started before the other stopped');
    },
  },
  {
    id: 'dependencies.all',
    section,
    rule: 'A job with two dependencies waits for both',
    source: DEPENDENCIES,
    async check(endpoint) {
      const [held, done] = [await endpoint.hold(), await endpoint.submit()];
      const jobId = await endpoint.submit({ dependsOn: [{ jobId: done }, { jobId: held }] });
      await endpoint.reach(done, 'SUCCEEDED');
      await endpoint.reach(jobId, 'PENDING');
    },
  },
  {
    id: 'dependencies.whole-array',
    section,
    rule: 'A dependency on an array parent waits for all its children',
    source: guide('example_array_job'),
    async check(endpoint) {
      const script = '[ "$AWS_BATCH_JOB_ARRAY_INDEX" = 0 ] || sleep 0.5';
      const array = await endpoint.run(script, { arrayProperties: { size: 2 } });
      const job = await endpoint.reach(await endpoint.submit({ dependsOn: [{ jobId: array }] }), 'SUCCEEDED');
      const { stoppedAt = Number.NaN } = await endpoint.describe(`${array}:1`);
      holds((job.startedAt ?? 0) >= stoppedAt, 'it started before the last child stopped');
    },
  },
  {
    id: 'dependencies.array-waits',
    section,
    rule: 'The children of an array wait for the job that the array depends on',
    source: DEPENDENCIES,
    async check(endpoint) {
      const dependsOn = [{ jobId: await endpoint.run('sleep 0.3') }];
      const id = await endpoint.submit({ arrayProperties: { size: 2 }, dependsOn });
      await endpoint.reach(id, 'SUCCEEDED');
      const { stoppedAt = Number.NaN } = await endpoint.describe(dependsOn[0]?.jobId ?? '');
      const { startedAt = 0 } = await endpoint.describe(`${id}:0`);
      holds(startedAt >= stoppedAt, 'a child started before the other job stopped');
    },
  },
  {
    id: 'dependencies.failed',
    section,
    rule: 'When a dependency fails, the job fails without running, with the reason `Dependent Job failed`',
    source: DEPENDENCIES,
    async check(endpoint) {
      const dependsOn = [{ jobId: await endpoint.run('sleep 0.3; exit 1') }];
      const job = await endpoint.reach(await endpoint.submit({ dependsOn }), 'FAILED');
      same(job.statusReason, 'Dependent Job failed', 'statusReason');
      same([job.startedAt ?? 0, job.attempts ?? []], [0, []], 'startedAt and attempts');
    },
  },
  {
    id: 'dependencies.failed-chain',
    section,
    rule: 'A failure goes through a chain of dependents',
    source: DEPENDENCIES,
    async check(endpoint) {
      const first = await endpoint.run('sleep 0.3; exit 1');
      const second = await endpoint.submit({ dependsOn: [{ jobId: first }] });
      const third = await endpoint.submit({ dependsOn: [{ jobId: second }] });
      same((await endpoint.reach(third, 'FAILED')).statusReason, 'Dependent Job failed', 'statusReason');
    },
  },
  {
    id: 'dependencies.failed-array',
    section,
    rule: 'When one child fails, the job that depends on the array fails',
    source: ARRAYS,
    async check(endpoint) {
      const script = 'sleep 0.2; [ "$AWS_BATCH_JOB_ARRAY_INDEX" = 0 ]';
      const dependsOn = [{ jobId: await endpoint.run(script, { arrayProperties: { size: 2 } }) }];
      await endpoint.reach(await endpoint.submit({ dependsOn }), 'FAILED');
    },
  },
  {
    id: 'dependencies.retries',
    section,
    rule: 'A failed attempt does not fail the dependents; they wait for the last one',
    source: {
      title: 'QU30gjffXtRpy-3Hx3kEXpaw',
      url: 'https://repost.aws/questions/QU30gjffXtRpy-3Hx3kEXpaw',
    },
    async check(endpoint) {
      const script = 'sleep 0.2; [ "$AWS_BATCH_JOB_ATTEMPT" = 2 ]';
      const dependsOn = [{ jobId: await endpoint.run(script, { retryStrategy: { attempts: 2 } }) }];
      await endpoint.reach(await endpoint.submit({ dependsOn }), 'SUCCEEDED');
      same((await endpoint.describe(dependsOn[0]?.jobId ?? '')).attempts?.length, 2, 'attempts');
    },
  },
  {
    id: 'dependencies.already-succeeded',
    section,
    rule: 'A dependency that has SUCCEEDED already is met',
    source: DEPENDENCIES,
    async check(endpoint) {
      const { jobId } = await endpoint.finish('exit 0');
      await endpoint.reach(await endpoint.submit({ dependsOn: [{ jobId }] }), 'SUCCEEDED');
    },
  },
  {
    id: 'dependencies.20',
    section,
    rule: '20 dependencies are accepted and shown',
    source: MODEL,
    async check(endpoint) {
      const jobId = await endpoint.run('exec sleep 60');
      const dependsOn = [{ jobId }];
      for (let count = 1; count < 20; count += 1) dependsOn.push({ jobId: await endpoint.submit() });
      const job = await endpoint.describe(await endpoint.submit({ dependsOn }));
      const ids = (list: { jobId?: string | undefined }[] = []) =>
        list.map((entry) => entry.jobId).toSorted();
      same(ids(job.dependsOn).length, 20, 'dependencies shown');
      same(ids(job.dependsOn), ids(dependsOn), 'dependsOn');
    },
  },
  {
    id: 'dependencies.21',
    section,
    rule: '21 dependencies are refused',
    source: github('OpenNeuroOrg/openneuro/issues/100'),
    async check(endpoint) {
      const jobId = await endpoint.submit();
      const dependsOn = Array.from({ length: 21 }, () => ({ jobId }));
      await refused(endpoint.submit({ dependsOn }), 'Job cannot have more than 20 dependencies');
    },
  },
  {
    id: 'dependencies.type-unknown',
    section,
    rule: 'A dependency of an unknown type is refused',
    source: MODEL,
    async check(endpoint) {
      const dependsOn = [{ jobId: await endpoint.submit(), type: 'SOMETIMES' as 'N_TO_N' }];
      await refused(endpoint.submit({ arrayProperties: { size: 2 }, dependsOn }));
    },
  },
];
