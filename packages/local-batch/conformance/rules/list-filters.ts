import { setTimeout as delay } from 'node:timers/promises';
import { same } from '../expect.js';
import { filtered, idsOf, list, listRefused } from '../list-jobs.js';
import { github, MODEL, type Rule } from '../rule.js';

const section = '4.8';
const source = MODEL;

/** The filters of ListJobs. */
export const listFilterRules: readonly Rule[] = [
  {
    id: 'list.children-unfiltered',
    section,
    rule: 'Filters do not list children of an array',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const id = await endpoint.submit({ jobQueue, arrayProperties: { size: 2 } });
      same(await idsOf(endpoint, filtered(jobQueue, 'AFTER_CREATED_AT', '0')), [id], 'ids');
    },
  },
  filterRule(
    'list.after-zero',
    'AFTER_CREATED_AT 0 lists jobs of every status',
    'AFTER_CREATED_AT',
    () => '0',
    ['One', 'one', 'oneMore', 'two'],
  ),
  filterRule('list.name', 'JOB_NAME matches without regard to case', 'JOB_NAME', () => 'ONE', ['One', 'one']),
  filterRule(
    'list.name-star',
    'JOB_NAME with a trailing `*` matches by its beginning',
    'JOB_NAME',
    () => 'one*',
    ['One', 'one', 'oneMore'],
  ),
  filterRule(
    'list.definition',
    'JOB_DEFINITION by name matches any revision',
    'JOB_DEFINITION',
    ({ name }) => name,
    ['One', 'one', 'oneMore', 'two'],
  ),
  filterRule(
    'list.definition-star',
    'JOB_DEFINITION with a trailing `*` matches by its beginning',
    'JOB_DEFINITION',
    ({ name }) => `${name.slice(0, -1)}*`,
    ['One', 'one', 'oneMore', 'two'],
  ),
  filterRule(
    'list.definition-case',
    'JOB_DEFINITION regards case',
    'JOB_DEFINITION',
    ({ name }) => name.toUpperCase(),
    [],
  ),
  filterRule(
    'list.definition-arn',
    'JOB_DEFINITION by ARN matches that revision',
    'JOB_DEFINITION',
    ({ arn }) => arn,
    ['two'],
  ),
  {
    id: 'list.times',
    section,
    rule: 'BEFORE_CREATED_AT and AFTER_CREATED_AT part the jobs at a time in ms, written as a string',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const early = await endpoint.submit({ jobQueue });
      await delay(30);
      const late = await endpoint.submit({ jobQueue });
      const between = String(((await endpoint.describe(early)).createdAt ?? 0) + 5);
      same(await idsOf(endpoint, filtered(jobQueue, 'BEFORE_CREATED_AT', between)), [early], 'ids before');
      same(await idsOf(endpoint, filtered(jobQueue, 'AFTER_CREATED_AT', between)), [late], 'ids after');
    },
  },
  {
    id: 'list.filter-ignores-status',
    section,
    rule: 'With a filter the status is ignored',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const jobId = await endpoint.submit({ jobQueue });
      await endpoint.end(jobId);
      const input = { ...filtered(jobQueue, 'JOB_NAME', 'conformance'), jobStatus: 'FAILED' as const };
      same(await idsOf(endpoint, input), [jobId], 'ids');
    },
  },
  {
    id: 'list.newest-first',
    section,
    rule: 'With a filter the newest job comes first',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        ids.unshift(await endpoint.submit({ jobQueue }));
        await delay(10);
      }
      const found = await idsOf(endpoint, filtered(jobQueue, 'AFTER_CREATED_AT', '0'));
      same(
        found.map((id) => ids.indexOf(id ?? '')),
        [0, 1, 2],
        'ages',
      );
    },
  },
  listRefused(
    'list.two-filters',
    'Two filters are refused',
    {
      filters: [
        { name: 'JOB_NAME', values: ['a'] },
        { name: 'AFTER_CREATED_AT', values: ['0'] },
      ],
    },
    'Only one filter key-value pair can be specified.',
    github('boto/boto3/issues/3978'),
  ),
  listRefused(
    'list.two-values',
    'A filter with two values is refused',
    { filters: [{ name: 'JOB_NAME', values: ['a', 'b'] }] },
    'Filter cannot take more than one value.',
    github('aws/aws-cli/issues/7982'),
  ),
  listRefused('list.filter-name', 'A filter’s name in lower case is refused', {
    filters: [{ name: 'job_name', values: ['a'] }],
  }),
];

/** Lists four jobs of one definition, of which `two` uses revision 2, and compares the names found. */
function filterRule(
  id: string,
  rule: string,
  filter: string,
  value: (definition: { name: string; arn: string }) => string,
  expected: string[],
): Rule {
  return {
    id,
    section,
    rule,
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const { name } = await endpoint.define();
      for (const jobName of ['One', 'one', 'oneMore'])
        await endpoint.submit({ jobQueue, jobName, jobDefinition: name });
      const second = await endpoint.define({ jobDefinitionName: name });
      await endpoint.submit({ jobQueue, jobName: 'two', jobDefinition: `${name}:2` });
      const found = await list(endpoint, filtered(jobQueue, filter, value(second)));
      same(found.map(({ jobName }) => jobName).toSorted(), expected, 'names');
    },
  };
}
