import { randomUUID } from 'node:crypto';
import { DescribeJobsCommand } from '@aws-sdk/client-batch';
import { holds, matches, refused, same } from '../expect.js';
import { github, MODEL, type Rule } from '../rule.js';

const section = '2.4';
const PEGASUS = github('pegasus-isi/pegasus/issues/2086');

/** What DescribeJobs takes and shows. */
export const describingRules: readonly Rule[] = [
  {
    id: 'describe.unknown',
    section,
    rule: 'Unknown ids are left out of the answer',
    source: { title: 'nextflow', url: 'https://github.com/nextflow-io/nextflow' },
    async check(endpoint) {
      const jobId = await endpoint.submit();
      const found = await endpoint.describeAll([randomUUID(), jobId, `${randomUUID()}:0`]);
      same(
        found.map((job) => job.jobId),
        [jobId],
        'ids',
      );
    },
  },
  {
    id: 'describe.all-unknown',
    section,
    rule: 'Of unknown ids alone, the answer is an empty list',
    source: { title: 'nextflow', url: 'https://github.com/nextflow-io/nextflow' },
    async check({ client }) {
      same((await client.send(new DescribeJobsCommand({ jobs: [randomUUID()] }))).jobs, [], 'jobs');
    },
  },
  {
    id: 'describe.child-unknown',
    section,
    rule: 'A child beyond the array’s size is unknown',
    source: MODEL,
    async check(endpoint) {
      const id = await endpoint.submit({ arrayProperties: { size: 2 } });
      const found = await endpoint.describeAll([`${id}:2`, `${id}:1`]);
      same(
        found.map(({ jobId }) => jobId),
        [`${id}:1`],
        'ids',
      );
    },
  },
  {
    id: 'describe.100',
    section,
    rule: '100 ids are accepted',
    source: MODEL,
    async check(endpoint) {
      const jobId = await endpoint.submit();
      const ids = [jobId, ...Array.from({ length: 99 }, () => randomUUID())];
      same((await endpoint.describeAll(ids)).length, 1, 'known jobs');
    },
  },
  {
    id: 'describe.101',
    section,
    rule: '101 ids are refused',
    source: PEGASUS,
    check: (endpoint) =>
      refused(
        endpoint.describeAll(Array.from({ length: 101 }, () => randomUUID())),
        'Maximum number of jobs supported is  100',
      ),
  },
  {
    id: 'describe.missing',
    section,
    rule: 'Without `jobs` the request is refused',
    source: MODEL,
    check: (endpoint) => refused(endpoint.describeAll(undefined as unknown as string[])),
  },
  {
    id: 'describe.none',
    section,
    rule: 'An empty list of ids does not stand for every job',
    source: MODEL,
    async check(endpoint) {
      await endpoint.submit();
      const found = await endpoint.describeAll([]).catch(() => []);
      holds(found.length === 0, 'the answer holds jobs that were not asked for');
    },
  },
  {
    id: 'describe.required',
    section,
    rule: 'A job has its name, its id, its status and the ARNs of itself, its queue and its definition’s revision',
    source: MODEL,
    async check(endpoint) {
      const jobId = await endpoint.submit({ jobName: 'named' });
      const job = await endpoint.describe(jobId);
      same([job.jobName, job.jobId], ['named', jobId], 'jobName and jobId');
      holds(job.status, 'it has no status');
      matches(job.jobArn, new RegExp(`^arn:.*:job/${jobId}$`), 'jobArn');
      matches(job.jobQueue, new RegExp(`^arn:.*:job-queue/${endpoint.queue}$`), 'jobQueue');
      matches(
        job.jobDefinition,
        new RegExp(`^arn:.*:job-definition/${endpoint.definition}:1$`),
        'jobDefinition',
      );
    },
  },
  {
    id: 'describe.tags',
    section,
    rule: 'A job shows the tags it was submitted with',
    source: MODEL,
    async check(endpoint) {
      const tags = { run: 'r1', kind: 'test' };
      same((await endpoint.describe(await endpoint.submit({ tags }))).tags, tags, 'tags');
    },
  },
  {
    id: 'describe.propagate',
    section,
    rule: 'A job shows whether its tags are propagated',
    source: MODEL,
    async check(endpoint) {
      same(
        (await endpoint.describe(await endpoint.submit({ propagateTags: true }))).propagateTags,
        true,
        'propagateTags',
      );
    },
  },
  {
    id: 'describe.retry',
    section,
    rule: 'A job shows its retry strategy',
    source: MODEL,
    async check(endpoint) {
      const evaluateOnExit = [{ onStatusReason: 'Host EC2*', action: 'RETRY' as const }];
      const { retryStrategy } = await endpoint.describe(
        await endpoint.submit({ retryStrategy: { attempts: 4, evaluateOnExit } }),
      );
      same(retryStrategy?.attempts, 4, 'attempts');
      same(
        retryStrategy?.evaluateOnExit?.map(({ onStatusReason }) => onStatusReason),
        ['Host EC2*'],
        'onStatusReason',
      );
    },
  },
  {
    id: 'describe.definition-settings',
    section,
    rule: 'A job without a retry strategy and a time-out of its own shows its definition’s',
    source: MODEL,
    async check(endpoint) {
      const timeout = { attemptDurationSeconds: 100 };
      const { name } = await endpoint.define({ retryStrategy: { attempts: 4 }, timeout });
      const job = await endpoint.describe(await endpoint.submit({ jobDefinition: name }));
      same([job.retryStrategy?.attempts, job.timeout], [4, timeout], 'attempts and time-out');
    },
  },
  {
    id: 'describe.container',
    section,
    rule: 'The container shows its image, command, variables and requirements, overrides included',
    source: MODEL,
    async check(endpoint) {
      const command = ['/bin/sh', '-c', 'exit 0'];
      const environment = [{ name: 'A', value: 'one' }];
      const jobId = await endpoint.submit({ containerOverrides: { command, environment } });
      const { container } = await endpoint.describe(jobId);
      same([container?.image, container?.command], [endpoint.options.image, command], 'image and command');
      const own = container?.environment?.filter(({ name = '' }) => !name.startsWith('AWS_BATCH'));
      same(own, environment, 'environment');
      same(container?.resourceRequirements?.length, 2, 'resourceRequirements');
    },
  },
  {
    id: 'describe.parameters',
    section,
    rule: 'A job shows its parameters',
    source: MODEL,
    async check(endpoint) {
      const parameters = { word: 'hello' };
      same(
        (await endpoint.describe(await endpoint.submit({ parameters }))).parameters,
        parameters,
        'parameters',
      );
    },
  },
  {
    id: 'describe.flags',
    section,
    rule: 'A job that nobody stopped is neither cancelled nor terminated',
    source: MODEL,
    async check(endpoint) {
      const { isCancelled, isTerminated } = await endpoint.finish('exit 0');
      same([isCancelled ?? false, isTerminated ?? false], [false, false], 'isCancelled and isTerminated');
    },
  },
];
