import {
  CreateSchedulingPolicyCommand,
  type CreateSchedulingPolicyCommandInput,
  DeleteSchedulingPolicyCommand,
  DescribeJobQueuesCommand,
  DescribeSchedulingPoliciesCommand,
  ListJobsCommand,
  ListSchedulingPoliciesCommand,
  type SubmitJobCommandInput,
  UpdateSchedulingPolicyCommand,
} from '@aws-sdk/client-batch';
import { type Endpoint, uniqueName } from '../endpoint.js';
import { holds, matches, refused, same } from '../expect.js';
import { api, MODEL, type Rule } from '../rule.js';

const section = '4.5';
const source = MODEL;
const fairsharePolicy = {
  shareDecaySeconds: 3600,
  computeReservation: 10,
  shareDistribution: [{ shareIdentifier: 'A*', weightFactor: 0.5 }],
};
const MOST_PAGES = 100;

/** Fair-share policies, and the jobs of queues that have one. */
export const schedulingPolicyRules: readonly Rule[] = [
  {
    id: 'policies.answer',
    section,
    rule: 'The answer holds the name and the ARN, which ends with `scheduling-policy/<name>`',
    source,
    async check(endpoint) {
      const { name, arn } = await make(endpoint);
      matches(arn, new RegExp(`^arn:[a-z-]+:batch:[^:]+:\\d{12}:scheduling-policy/${name}$`), 'arn');
    },
  },
  {
    id: 'policies.shown',
    section,
    rule: 'A policy shows its shares and its tags; unknown ARNs are left out',
    source: api('DescribeSchedulingPolicies'),
    async check(endpoint) {
      const { name, arn } = await make(endpoint, { fairsharePolicy, tags: { a: 'b' } });
      const unknown = arn.replace(name, uniqueName());
      const command = new DescribeSchedulingPoliciesCommand({ arns: [arn, unknown] });
      const { schedulingPolicies = [] } = await endpoint.client.send(command);
      same(schedulingPolicies.length, 1, 'policies');
      const [found] = schedulingPolicies;
      same([found?.name, found?.tags], [name, { a: 'b' }], 'name and tags');
      same(found?.fairsharePolicy, fairsharePolicy, 'fairsharePolicy');
    },
  },
  {
    id: 'policies.list',
    section,
    rule: 'ListSchedulingPolicies lists the ARNs of all policies, in pages',
    source: api('ListSchedulingPolicies'),
    async check(endpoint) {
      const [one, two] = [await make(endpoint), await make(endpoint)];
      const found: (string | undefined)[] = [];
      let nextToken: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const command = new ListSchedulingPoliciesCommand({ maxResults: 1, ...(nextToken && { nextToken }) });
        const answer = await endpoint.client.send(command);
        found.push(...(answer.schedulingPolicies ?? []).map(({ arn }) => arn));
        holds(answer.schedulingPolicies?.length === 1, 'a page of 1 does not hold one');
        nextToken = answer.nextToken;
        if (!nextToken) break;
      }
      holds(found.includes(one.arn) && found.includes(two.arn), 'a policy is missing');
    },
  },
  {
    id: 'policies.update',
    section,
    rule: 'A policy’s shares can be changed',
    source: api('UpdateSchedulingPolicy'),
    async check(endpoint) {
      const { arn } = await make(endpoint, { fairsharePolicy });
      const changed = { ...fairsharePolicy, shareDecaySeconds: 600 };
      await endpoint.client.send(new UpdateSchedulingPolicyCommand({ arn, fairsharePolicy: changed }));
      const { schedulingPolicies } = await endpoint.client.send(
        new DescribeSchedulingPoliciesCommand({ arns: [arn] }),
      );
      same(schedulingPolicies?.[0]?.fairsharePolicy, changed, 'fairsharePolicy');
    },
  },
  {
    id: 'policies.delete',
    section,
    rule: 'A policy that was deleted is no longer described',
    source: api('DeleteSchedulingPolicy'),
    async check(endpoint) {
      const { arn } = await make(endpoint);
      await endpoint.client.send(new DeleteSchedulingPolicyCommand({ arn }));
      const { schedulingPolicies } = await endpoint.client.send(
        new DescribeSchedulingPoliciesCommand({ arns: [arn] }),
      );
      same(schedulingPolicies, [], 'schedulingPolicies');
    },
  },
  policyRefused('policies.name-129', 'A name of 129 characters is refused', { name: 'n'.repeat(129) }),
  policyRefused('policies.name-characters', 'A name with a dot is refused', { name: 'a.b' }),
  policyRefused('policies.decay', 'shareDecaySeconds above 604,800 is refused', {
    fairsharePolicy: { shareDecaySeconds: 604_801 },
  }),
  policyRefused('policies.reservation', 'computeReservation above 99 is refused', {
    fairsharePolicy: { computeReservation: 100 },
  }),
  policyRefused('policies.weight', 'A weight factor above 999.9999 is refused', {
    fairsharePolicy: { shareDistribution: [{ shareIdentifier: 'A', weightFactor: 1000 }] },
  }),
  policyRefused('policies.overlap', 'Shares that overlap are refused', {
    fairsharePolicy: { shareDistribution: [{ shareIdentifier: 'UserA*' }, { shareIdentifier: 'UserA1' }] },
  }),
  {
    id: 'shares.queue-shows-policy',
    section,
    rule: 'A queue shows its scheduling policy',
    source,
    async check(endpoint) {
      const { arn, queue } = await fairQueue(endpoint);
      const { jobQueues } = await endpoint.client.send(new DescribeJobQueuesCommand({ jobQueues: [queue] }));
      same(jobQueues?.[0]?.schedulingPolicyArn, arn, 'schedulingPolicyArn');
    },
  },
  {
    id: 'shares.required',
    section,
    rule: 'A queue with a fair-share policy refuses a job without shareIdentifier',
    source,
    async check(endpoint) {
      const { queue } = await fairQueue(endpoint);
      await refused(endpoint.submit({ jobQueue: queue, schedulingPriorityOverride: 1 }));
    },
  },
  {
    id: 'shares.forbidden',
    section,
    rule: 'A queue without a policy refuses a job with shareIdentifier',
    source,
    check: (endpoint) => refused(endpoint.submit({ shareIdentifier: 'A' })),
  },
  {
    id: 'shares.runs',
    section,
    rule: 'A job with a share runs, and shows its share and priority',
    source,
    async check(endpoint) {
      const { queue: jobQueue } = await fairQueue(endpoint);
      const job = await endpoint.finish('exit 0', {
        jobQueue,
        shareIdentifier: 'A1',
        schedulingPriorityOverride: 9999,
      });
      same(
        [job.status, job.shareIdentifier, job.schedulingPriority],
        ['SUCCEEDED', 'A1', 9999],
        'status, share, priority',
      );
    },
  },
  {
    id: 'shares.filter',
    section,
    rule: 'ListJobs’ filter SHARE_IDENTIFIER lists one share’s jobs, of the given status',
    source,
    async check(endpoint) {
      const { queue: jobQueue } = await fairQueue(endpoint);
      const jobId = await endpoint.submit({ jobQueue, ...share('A1') });
      await endpoint.end(jobId);
      await endpoint.end(await endpoint.submit({ jobQueue, ...share('B1') }));
      const filters = [{ name: 'SHARE_IDENTIFIER', values: ['A1'] }];
      const idsOf = async (jobStatus: 'SUCCEEDED' | 'FAILED') => {
        const answer = await endpoint.client.send(new ListJobsCommand({ jobQueue, filters, jobStatus }));
        return answer.jobSummaryList?.map((job) => job.jobId);
      };
      same([await idsOf('SUCCEEDED'), await idsOf('FAILED')], [[jobId], []], 'ids of SUCCEEDED and FAILED');
    },
  },
  shareRefused('shares.priority-10000', 'A priority above 9,999 is refused', {
    schedulingPriorityOverride: 10_000,
  }),
  shareRefused('shares.priority-negative', 'A priority below 0 is refused', {
    schedulingPriorityOverride: -1,
  }),
  shareRefused('shares.length', 'A share of 256 characters is refused', { shareIdentifier: 'A'.repeat(256) }),
  shareRefused('shares.characters', 'A share with a hyphen is refused', { shareIdentifier: 'a-b' }),
];

async function make({ client }: Endpoint, more: Partial<CreateSchedulingPolicyCommandInput> = {}) {
  const input = { fairsharePolicy: {}, ...more, name: more.name ?? uniqueName() };
  const { arn = '', name } = await client.send(new CreateSchedulingPolicyCommand(input));
  same(name, input.name, 'name');
  return { arn, name: input.name };
}

async function fairQueue(endpoint: Endpoint) {
  const { arn } = await make(endpoint, { fairsharePolicy });
  const { name } = await endpoint.makeQueue({ schedulingPolicyArn: arn });
  return { arn, queue: name };
}

/** A job's share, with the priority that one of job and definition has to have. */
function share(shareIdentifier: string) {
  return { shareIdentifier, schedulingPriorityOverride: 1 };
}

function policyRefused(id: string, rule: string, input: Partial<CreateSchedulingPolicyCommandInput>): Rule {
  return { id, section, rule, source, check: (endpoint) => refused(make(endpoint, input)) };
}

function shareRefused(id: string, rule: string, input: Partial<SubmitJobCommandInput>): Rule {
  return {
    id,
    section,
    rule,
    source,
    async check(endpoint) {
      const { queue: jobQueue } = await fairQueue(endpoint);
      await refused(endpoint.submit({ jobQueue, ...share('A1'), ...input }));
    },
  };
}
