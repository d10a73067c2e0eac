import { holds, matches, refused, same } from '../expect.js';
import { github, guide, MODEL, type Rule, type Source } from '../rule.js';

const ARRAYS = guide('array_jobs');
const STATES = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;
const FAIL_FIRST = '[ "$AWS_BATCH_JOB_ARRAY_INDEX" != 0 ]';
const arrayProperties = { size: 2 };

/** Array jobs: their sizes, ids and children, and the state of the parent. */
export const arrayRules: readonly Rule[] = [
  sizeRefused(
    'array.size-one',
    'An array of 1',
    1,
    github('open-apparel-registry/open-apparel-registry/issues/336'),
  ),
  sizeRefused('array.size-zero', 'An array of 0', 0, github('r-lib/revdepcheck/issues/296')),
  sizeRefused('array.size-negative', 'An array of less than 0', -2, ARRAYS),
  sizeRefused('array.size-10001', 'An array of 10,001', 10_001, guide('service_limits')),
  {
    id: 'array.size-10000',
    section: '2.1',
    rule: 'An array of 10,000 is accepted',
    source: guide('service_limits'),
    async check(endpoint) {
      const dependsOn = [{ jobId: await endpoint.run('exec sleep 60') }];
      const jobId = await endpoint.submit({ arrayProperties: { size: 10_000 }, dependsOn });
      same((await endpoint.describe(jobId)).arrayProperties?.size, 10_000, 'size');
      same(
        (await endpoint.describe(`${jobId}:9999`)).arrayProperties?.index,
        9999,
        'index of the last child',
      );
    },
  },
  {
    id: 'array.child-ids',
    section: '2.1',
    rule: 'The children’s ids are `<parent>:0` to `<parent>:<size - 1>`',
    source: ARRAYS,
    async check(endpoint) {
      const parent = await endpoint.submit({ arrayProperties: { size: 3 } });
      const ids = [0, 1, 2, 3].map((index) => `${parent}:${index}`);
      const found = (await endpoint.describeAll(ids)).map(({ jobId }) => jobId ?? '');
      same(found.toSorted(), ids.slice(0, 3), 'known children');
    },
  },
  {
    id: 'array.child-arn',
    section: '2.1',
    rule: 'A child’s ARN ends with `job/<parent>:<index>`',
    source: MODEL,
    async check(endpoint) {
      const parent = await endpoint.submit({ arrayProperties });
      const { jobArn } = await endpoint.describe(`${parent}:1`);
      matches(jobArn, new RegExp(`^arn:[a-z-]+:batch:[^:]+:\\d{12}:job/${parent}:1$`), 'jobArn');
    },
  },
  {
    id: 'array.children-share',
    section: '2.1',
    rule: 'A child has its parent’s name, definition, parameters, retry strategy and time-out',
    source: ARRAYS,
    async check(endpoint) {
      const parameters = { word: 'hello' };
      const retryStrategy = { attempts: 3 };
      const timeout = { attemptDurationSeconds: 100 };
      const id = await endpoint.submit({ arrayProperties, parameters, retryStrategy, timeout });
      const [parent, child] = [await endpoint.describe(id), await endpoint.describe(`${id}:1`)];
      const shared = ['jobName', 'jobQueue', 'jobDefinition', 'parameters', 'timeout', 'retryStrategy'];
      for (const member of shared) same(Reflect.get(child, member), Reflect.get(parent, member), member);
      same(
        [child.timeout, child.retryStrategy?.attempts],
        [timeout, 3],
        'time-out and attempts of the child',
      );
    },
  },
  {
    id: 'array.parent-properties',
    section: '2.4',
    rule: 'A parent shows its size and how many children are in each state, with the time of that count',
    source: MODEL,
    async check(endpoint) {
      const id = await endpoint.submit({ arrayProperties: { size: 3 } });
      const { arrayProperties: shown } = await endpoint.end(id);
      same(shown?.size, 3, 'size');
      same(shown?.index, undefined, 'index of the parent');
      holds((shown?.statusSummaryLastUpdatedAt ?? 0) > 1e12, 'statusSummaryLastUpdatedAt is no time in ms');
      const summary: Record<string, number> = shown?.statusSummary ?? {};
      same(
        STATES.map((state) => summary[state] ?? 0),
        [0, 0, 0, 0, 0, 3, 0],
        'statusSummary',
      );
    },
  },
  {
    id: 'array.child-properties',
    section: '2.4',
    rule: 'A child shows its index and no size',
    source: MODEL,
    async check(endpoint) {
      const id = await endpoint.submit({ arrayProperties });
      const { arrayProperties: shown } = await endpoint.describe(`${id}:1`);
      same([shown?.index, shown?.size], [1, undefined], 'index and size');
    },
  },
  {
    id: 'array.child-exit-code',
    section: '2.4',
    rule: 'Each child has its exit code, the parent none',
    source: MODEL,
    async check(endpoint) {
      const id = await endpoint.run('exit $((AWS_BATCH_JOB_ARRAY_INDEX + 4))', { arrayProperties });
      const parent = await endpoint.end(id);
      const children = [await endpoint.describe(`${id}:0`), await endpoint.describe(`${id}:1`)];
      same(
        children.map(({ container }) => container?.exitCode),
        [4, 5],
        'exit codes of the children',
      );
      same(parent.container?.exitCode, undefined, 'exit code of the parent');
    },
  },
  {
    id: 'array.child-created',
    section: '2.4',
    rule: 'A child is not created before its parent',
    source: MODEL,
    async check(endpoint) {
      const id = await endpoint.submit({ arrayProperties });
      const [parent, child] = [await endpoint.end(id), await endpoint.describe(`${id}:0`)];
      holds((child.createdAt ?? 0) >= (parent.createdAt ?? Number.NaN), 'createdAt of the child is earlier');
    },
  },
  {
    id: 'array.parent-pending',
    section: '2.3',
    rule: 'A parent is PENDING while its children run',
    source: ARRAYS,
    async check(endpoint) {
      const id = await endpoint.run('exec sleep 1', { arrayProperties });
      await endpoint.reach(`${id}:0`, 'RUNNING');
      same((await endpoint.describe(id)).status, 'PENDING', 'status of the parent');
    },
  },
  {
    id: 'array.parent-pending-runnable',
    section: '2.3',
    rule: 'A parent is PENDING once a child is RUNNABLE',
    source: ARRAYS,
    async check(endpoint) {
      const id = await endpoint.hold({ arrayProperties });
      await endpoint.reach(`${id}:0`, 'RUNNABLE');
      same((await endpoint.describe(id)).status, 'PENDING', 'status of the parent');
    },
  },
  {
    id: 'array.parent-succeeded',
    section: '2.3',
    rule: 'A parent is SUCCEEDED when all children are',
    source: ARRAYS,
    async check(endpoint) {
      const id = await endpoint.submit({ arrayProperties: { size: 3 } });
      await endpoint.reach(id, 'SUCCEEDED');
      const children = await endpoint.describeAll([0, 1, 2].map((index) => `${id}:${index}`));
      same(
        children.map(({ status }) => status),
        Array(3).fill('SUCCEEDED'),
        'children',
      );
    },
  },
  {
    id: 'array.parent-failed',
    section: '2.3',
    rule: 'A parent is FAILED when a child is, with the reason `Array Child Job failed`',
    source: ARRAYS,
    async check(endpoint) {
      const id = await endpoint.run(FAIL_FIRST, { arrayProperties });
      const { statusReason } = await endpoint.reach(id, 'FAILED');
      same(statusReason, 'Array Child Job failed', 'statusReason');
    },
  },
  {
    id: 'array.siblings-go-on',
    section: '2.3',
    rule: 'When a child fails its siblings go on, and the parent stays PENDING until they have ended',
    source: ARRAYS,
    async check(endpoint) {
      const id = await endpoint.run(`${FAIL_FIRST} && sleep 1`, { arrayProperties });
      await endpoint.reach(`${id}:0`, 'FAILED');
      same((await endpoint.describe(id)).status, 'PENDING', 'status of the parent meanwhile');
      await endpoint.reach(`${id}:1`, 'SUCCEEDED');
      await endpoint.reach(id, 'FAILED');
    },
  },
  {
    id: 'array.child-retries',
    section: '2.5',
    rule: 'Each child has attempts of its own',
    source: guide('job_retries'),
    async check(endpoint) {
      const id = await endpoint.run(FAIL_FIRST, { arrayProperties, retryStrategy: { attempts: 2 } });
      await endpoint.end(id);
      const attempts = [await endpoint.describe(`${id}:0`), await endpoint.describe(`${id}:1`)];
      same(
        attempts.map((child) => child.attempts?.length),
        [2, 1],
        'attempts of the children',
      );
    },
  },
  {
    id: 'array.child-timeout',
    section: '2.5',
    rule: 'Each child has a time-out of its own',
    source: guide('job_timeouts'),
    only: 'local',
    async check(endpoint) {
      const script = `${FAIL_FIRST} || exec sleep 60`;
      const id = await endpoint.run(script, { arrayProperties, timeout: { attemptDurationSeconds: 1 } });
      await endpoint.reach(`${id}:1`, 'SUCCEEDED');
      const { statusReason } = await endpoint.reach(`${id}:0`, 'FAILED');
      same(statusReason, 'Job attempt duration exceeded timeout', 'statusReason');
    },
  },
];

function sizeRefused(id: string, what: string, size: number, source: Source): Rule {
  const check: Rule['check'] = (endpoint) => refused(endpoint.submit({ arrayProperties: { size } }));
  return { id, section: '2.1', rule: `${what} is refused`, source, check };
}
