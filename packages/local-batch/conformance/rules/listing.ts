import { ListJobsCommand } from '@aws-sdk/client-batch';
import { uniqueName } from '../endpoint.js';
import { holds, matches, refused, same } from '../expect.js';
import { filtered, idsOf, list, listRefused } from '../list-jobs.js';
import { github, MODEL, type Rule } from '../rule.js';

const section = '4.8';
const source = MODEL;

/** ListJobs: which jobs, by what, and in which pages. */
export const listingRules: readonly Rule[] = [
  {
    id: 'list.default-running',
    section,
    rule: 'Without status and filter only RUNNING jobs are listed',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const running = await endpoint.run('exec sleep 3', { jobQueue });
      await endpoint.end(await endpoint.submit({ jobQueue }));
      await endpoint.reach(running, 'RUNNING');
      same(await idsOf(endpoint, { jobQueue }), [running], 'ids');
    },
  },
  ...(['RUNNABLE', 'SUCCEEDED', 'FAILED', 'PENDING'] as const).map(
    (jobStatus): Rule => ({
      id: `list.${jobStatus.toLowerCase()}`,
      section,
      rule: `With jobStatus ${jobStatus} just those jobs are listed`,
      source,
      async check(endpoint) {
        const { name: jobQueue } = await endpoint.makeQueue();
        const held = await endpoint.hold({ jobQueue });
        const jobs = {
          RUNNABLE: held,
          PENDING: await endpoint.submit({ jobQueue, dependsOn: [{ jobId: held }] }),
          SUCCEEDED: await endpoint.submit({ jobQueue }),
          FAILED: await endpoint.run('exit 1', { jobQueue }),
        };
        for (const [status, jobId] of Object.entries(jobs)) await endpoint.reach(jobId, status);
        same(await idsOf(endpoint, { jobQueue, jobStatus }), [jobs[jobStatus]], 'ids');
      },
    }),
  ),
  {
    id: 'list.array-parent-hidden',
    section,
    rule: 'A parent whose children run is not in the default list, but in that of PENDING',
    source: github('aws/aws-sdk-js-v3/issues/2584'),
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const id = await endpoint.run('exec sleep 3', { jobQueue, arrayProperties: { size: 2 } });
      await endpoint.reach(`${id}:0`, 'RUNNING');
      same(await idsOf(endpoint, { jobQueue }), [], 'ids by default');
      same(await idsOf(endpoint, { jobQueue, jobStatus: 'PENDING' }), [id], 'ids of PENDING');
    },
  },
  {
    id: 'list.children',
    section,
    rule: 'With arrayJobId the children of a status are listed, each with its index',
    source,
    async check(endpoint) {
      const id = await endpoint.submit({ arrayProperties: { size: 3 } });
      await endpoint.end(id);
      const jobs = await list(endpoint, { arrayJobId: id, jobStatus: 'SUCCEEDED' });
      const indices = jobs.map(({ arrayProperties }) => arrayProperties?.index).toSorted();
      same(indices, [0, 1, 2], 'indices');
      same(
        jobs.map(({ jobId }) => jobId).toSorted(),
        [0, 1, 2].map((index) => `${id}:${index}`),
        'ids',
      );
    },
  },
  {
    id: 'list.children-default',
    section,
    rule: 'With arrayJobId alone only the RUNNING children are listed',
    source,
    async check(endpoint) {
      const script = '[ "$AWS_BATCH_JOB_ARRAY_INDEX" = 0 ] || exec sleep 3';
      const id = await endpoint.run(script, { arrayProperties: { size: 2 } });
      await endpoint.reach(`${id}:0`, 'SUCCEEDED');
      await endpoint.reach(`${id}:1`, 'RUNNING');
      same(await idsOf(endpoint, { arrayJobId: id }), [`${id}:1`], 'ids');
    },
  },
  {
    id: 'list.pages',
    section,
    rule: 'maxResults makes pages, whose tokens lead through all jobs and end',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const ids = [];
      for (let count = 0; count < 3; count += 1) ids.push(await endpoint.submit({ jobQueue }));
      const input = { ...filtered(jobQueue, 'AFTER_CREATED_AT', '0'), maxResults: 2 };
      const first = await endpoint.client.send(new ListJobsCommand(input));
      same(first.jobSummaryList?.length, 2, 'jobs of the first page');
      const { nextToken } = first;
      holds(nextToken, 'the first page has no nextToken');
      const second = await endpoint.client.send(new ListJobsCommand({ ...input, nextToken }));
      holds(!second.nextToken, 'the last page has a nextToken');
      const found = [first, second].flatMap(({ jobSummaryList = [] }) =>
        jobSummaryList.map(({ jobId }) => jobId),
      );
      same(found.toSorted(), ids.toSorted(), 'ids');
    },
  },
  {
    id: 'list.page-100',
    section,
    rule: 'A page has 100 jobs at most with a filter',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const dependsOn = [{ jobId: await endpoint.run('exec sleep 60') }];
      for (let count = 0; count < 101; count += 1) await endpoint.submit({ jobQueue, dependsOn });
      const answer = await endpoint.client.send(
        new ListJobsCommand(filtered(jobQueue, 'AFTER_CREATED_AT', '0')),
      );
      same([answer.jobSummaryList?.length, Boolean(answer.nextToken)], [100, true], 'jobs and nextToken');
    },
  },
  {
    id: 'list.page-1000',
    section,
    rule: 'A page has 1,000 jobs at most with a status',
    source,
    async check(endpoint) {
      const dependsOn = [{ jobId: await endpoint.run('exec sleep 60') }];
      const arrayJobId = await endpoint.submit({ dependsOn, arrayProperties: { size: 1001 } });
      await endpoint.reach(`${arrayJobId}:1000`, 'PENDING');
      const answer = await endpoint.client.send(new ListJobsCommand({ arrayJobId, jobStatus: 'PENDING' }));
      same([answer.jobSummaryList?.length, Boolean(answer.nextToken)], [1000, true], 'jobs and nextToken');
    },
  },
  {
    id: 'list.summary',
    section,
    rule: 'A summary has name, id, ARN, status, times, exit code and the ARN of the definition',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const jobId = await endpoint.run('exit 3', { jobQueue });
      const detail = await endpoint.end(jobId);
      const [job] = await list(endpoint, { jobQueue, jobStatus: 'FAILED' });
      const shared = [
        'jobName',
        'jobId',
        'jobArn',
        'status',
        'statusReason',
        'createdAt',
        'startedAt',
        'stoppedAt',
      ];
      for (const member of [...shared, 'jobDefinition']) {
        same(Reflect.get(job ?? {}, member), Reflect.get(detail, member), member);
      }
      same(job?.container?.exitCode, 3, 'exitCode');
      matches(job?.jobDefinition, new RegExp(`job-definition/${endpoint.definition}:1$`), 'jobDefinition');
    },
  },
  {
    id: 'list.parent-summary',
    section,
    rule: 'The summary of a parent has its size and the count of its children',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      await endpoint.end(await endpoint.submit({ jobQueue, arrayProperties: { size: 2 } }));
      const [job] = await list(endpoint, { jobQueue, jobStatus: 'SUCCEEDED' });
      same(
        [job?.arrayProperties?.size, job?.arrayProperties?.statusSummary?.SUCCEEDED],
        [2, 2],
        'size and SUCCEEDED',
      );
    },
  },
  listRefused('list.status-unknown', 'An unknown status is refused', { jobStatus: 'DONE' as 'RUNNING' }),
  listRefused('list.max-results-0', 'maxResults 0 is refused', { maxResults: 0 }),
  listRefused('list.nothing', 'Without queue and parent the request is refused', { jobQueue: undefined }),
  listRefused('list.queue-unknown', 'An unknown queue is refused', { jobQueue: uniqueName() }),
  {
    id: 'list.both',
    section,
    rule: 'A queue and a parent together are refused',
    source,
    async check(endpoint) {
      const arrayJobId = await endpoint.submit({ arrayProperties: { size: 2 } });
      await refused(list(endpoint, { jobQueue: endpoint.queue, arrayJobId }));
    },
  },
];
