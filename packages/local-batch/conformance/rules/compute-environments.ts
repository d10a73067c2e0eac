import {
  type CreateComputeEnvironmentCommandInput,
  DeleteComputeEnvironmentCommand,
  DescribeComputeEnvironmentsCommand,
  type DescribeComputeEnvironmentsCommandInput,
  UpdateComputeEnvironmentCommand,
  type UpdateComputeEnvironmentCommandInput,
} from '@aws-sdk/client-batch';
import { type Endpoint, uniqueName } from '../endpoint.js';
import { holds, matches, refused, same } from '../expect.js';
import { api, MODEL, type Rule } from '../rule.js';

const section = '4.4';
const source = MODEL;

/** Making, changing and deleting compute environments. */
export const computeEnvironmentRules: readonly Rule[] = [
  {
    id: 'environments.answer',
    section,
    rule: 'The answer holds the name and the ARN, which ends with `compute-environment/<name>`',
    source,
    async check(endpoint) {
      const { name, arn } = await endpoint.makeComputeEnvironment();
      matches(arn, new RegExp(`^arn:[a-z-]+:batch:[^:]+:\\d{12}:compute-environment/${name}$`), 'ARN');
    },
  },
  {
    id: 'environments.shown',
    section,
    rule: 'An environment shows its type, its resources and its tags, and is ENABLED and VALID',
    source,
    async check(endpoint) {
      const { name } = await endpoint.makeComputeEnvironment({ tags: { a: 'b' } });
      const found = await describeOne(endpoint, name);
      same(
        [found?.type, found?.state, found?.status],
        ['MANAGED', 'ENABLED', 'VALID'],
        'type, state and status',
      );
      const { type, maxvCpus } = endpoint.options.environment.computeResources ?? {};
      same(
        [found?.computeResources?.type, found?.computeResources?.maxvCpus],
        [type, maxvCpus],
        'type and maxvCpus',
      );
      same(found?.tags, { a: 'b' }, 'tags');
    },
  },
  {
    id: 'environments.by-reference',
    section,
    rule: 'Environments are described by name and by ARN, and unknown ones left out',
    source,
    async check(endpoint) {
      const [one, two] = [await endpoint.makeComputeEnvironment(), await endpoint.makeComputeEnvironment()];
      const found = await describe(endpoint, { computeEnvironments: [one.name, two.arn, uniqueName()] });
      const names = found.map(({ computeEnvironmentName }) => computeEnvironmentName).toSorted();
      same(names, [one.name, two.name].toSorted(), 'names');
    },
  },
  {
    id: 'environments.disabled',
    section,
    rule: 'An environment may be made DISABLED',
    source,
    async check(endpoint) {
      const { name } = await endpoint.makeComputeEnvironment({ state: 'DISABLED' });
      same((await describeOne(endpoint, name))?.state, 'DISABLED', 'state');
    },
  },
  ...(
    ['BEST_FIT', 'BEST_FIT_PROGRESSIVE', 'SPOT_CAPACITY_OPTIMIZED', 'SPOT_PRICE_CAPACITY_OPTIMIZED'] as const
  ).map(
    (allocationStrategy): Rule => ({
      id: `environments.${allocationStrategy.toLowerCase().replaceAll('_', '-')}`,
      section,
      rule: `The allocation strategy ${allocationStrategy} is accepted and shown`,
      source,
      async check(endpoint) {
        const { computeResources } = endpoint.options.environment;
        const type = allocationStrategy.startsWith('SPOT') ? 'SPOT' : 'EC2';
        const { name } = await endpoint.makeComputeEnvironment({
          computeResources: { subnets: [], maxvCpus: 4, ...computeResources, type, allocationStrategy },
        });
        const shown = (await describeOne(endpoint, name))?.computeResources;
        same([shown?.type, shown?.allocationStrategy], [type, allocationStrategy], 'type and strategy');
      },
    }),
  ),
  {
    id: 'environments.fargate',
    section,
    rule: 'An environment may be of type FARGATE',
    source,
    async check(endpoint) {
      const { subnets = [], securityGroupIds = [] } = endpoint.options.environment.computeResources ?? {};
      const computeResources = { type: 'FARGATE' as const, maxvCpus: 4, subnets, securityGroupIds };
      const { name } = await endpoint.makeComputeEnvironment({ computeResources });
      same((await describeOne(endpoint, name))?.computeResources?.type, 'FARGATE', 'type');
    },
  },
  environmentRefused('environments.name-129', 'A name of 129 characters is refused', {
    computeEnvironmentName: 'n'.repeat(129),
  }),
  environmentRefused('environments.name-characters', 'A name with a dot is refused', {
    computeEnvironmentName: 'a.b',
  }),
  environmentRefused('environments.type-unknown', 'An unknown type is refused', { type: 'OWN' as 'MANAGED' }),
  environmentRefused('environments.state-unknown', 'An unknown state is refused', {
    state: 'OPEN' as 'ENABLED',
  }),
  environmentRefused('environments.resources-type', 'Resources of an unknown type are refused', {
    computeResources: { type: 'LAPTOP' as 'EC2', maxvCpus: 4, subnets: [] },
  }),
  {
    id: 'environments.name-taken',
    section,
    rule: 'A name that an environment has is refused',
    source,
    check: (endpoint) =>
      refused(endpoint.makeComputeEnvironment({ computeEnvironmentName: endpoint.computeEnvironment })),
  },
  {
    id: 'environments.pages',
    section,
    rule: 'maxResults makes pages',
    source,
    async check(endpoint) {
      await endpoint.makeComputeEnvironment();
      const command = new DescribeComputeEnvironmentsCommand({ maxResults: 1 });
      const { computeEnvironments, nextToken } = await endpoint.client.send(command);
      holds(computeEnvironments?.length === 1 && nextToken, 'a page of 1 holds more or leads nowhere');
    },
  },
  {
    id: 'environments.max-results-101',
    section,
    rule: 'maxResults 101 is refused',
    source,
    check: (endpoint) => refused(describe(endpoint, { maxResults: 101 })),
  },
  {
    id: 'environments.list-101',
    section,
    rule: 'A list of 101 environments is refused',
    source,
    check: (endpoint) => refused(describe(endpoint, { computeEnvironments: Array(101).fill('none') })),
  },
  {
    id: 'environments.update',
    section,
    rule: 'State and maxvCpus can be changed; the answer holds name and ARN',
    source: api('UpdateComputeEnvironment'),
    async check(endpoint) {
      const { name, arn } = await endpoint.makeComputeEnvironment();
      const input = {
        computeEnvironment: arn,
        state: 'DISABLED',
        computeResources: { maxvCpus: 7 },
      } as const;
      const answer = await update(endpoint, input);
      same([answer.computeEnvironmentName, answer.computeEnvironmentArn], [name, arn], 'name and ARN');
      const found = await endpoint.until('the state stays as it was', async () => {
        const now = await describeOne(endpoint, name);
        return now?.state === 'DISABLED' && now;
      });
      same(found.computeResources?.maxvCpus, 7, 'maxvCpus');
    },
  },
  {
    id: 'environments.update-unknown',
    section,
    rule: 'Changing an unknown environment is refused',
    source: api('UpdateComputeEnvironment'),
    check: (endpoint) => refused(update(endpoint, { computeEnvironment: uniqueName(), state: 'DISABLED' })),
  },
  {
    id: 'environments.delete-enabled',
    section,
    rule: 'An environment that is not disabled cannot be deleted',
    source: api('DeleteComputeEnvironment'),
    async check(endpoint) {
      const { name } = await endpoint.makeComputeEnvironment();
      await refused(remove(endpoint, name));
    },
  },
  {
    id: 'environments.delete-attached',
    section,
    rule: 'An environment that a queue uses cannot be deleted',
    source: api('DeleteComputeEnvironment'),
    async check(endpoint) {
      const { name } = await endpoint.makeComputeEnvironment();
      await endpoint.makeQueue({ computeEnvironmentOrder: [{ order: 1, computeEnvironment: name }] });
      await disable(endpoint, name);
      await refused(remove(endpoint, name));
    },
  },
  {
    id: 'environments.delete',
    section,
    rule: 'A disabled environment that no queue uses can be deleted, and is gone or DELETED then',
    source: api('DeleteComputeEnvironment'),
    async check(endpoint) {
      const { name } = await endpoint.makeComputeEnvironment();
      await disable(endpoint, name);
      await remove(endpoint, name);
      await endpoint.until('the environment is still there', async () => {
        const found = await describeOne(endpoint, name);
        return found === undefined || found.status === 'DELETED';
      });
    },
  },
];

async function describe({ client }: Endpoint, input: DescribeComputeEnvironmentsCommandInput) {
  return (await client.send(new DescribeComputeEnvironmentsCommand(input))).computeEnvironments ?? [];
}

async function describeOne(endpoint: Endpoint, name: string) {
  const found = await describe(endpoint, { computeEnvironments: [name] });
  return found.find(({ computeEnvironmentName }) => computeEnvironmentName === name);
}

function update({ client }: Endpoint, input: UpdateComputeEnvironmentCommandInput) {
  return client.send(new UpdateComputeEnvironmentCommand(input));
}

async function disable(endpoint: Endpoint, name: string): Promise<void> {
  await update(endpoint, { computeEnvironment: name, state: 'DISABLED' });
  await endpoint.until(
    'the environment is not VALID',
    async () => (await describeOne(endpoint, name))?.status === 'VALID',
  );
}

function remove({ client }: Endpoint, computeEnvironment: string) {
  return client.send(new DeleteComputeEnvironmentCommand({ computeEnvironment }));
}

function environmentRefused(
  id: string,
  rule: string,
  more: Partial<CreateComputeEnvironmentCommandInput>,
): Rule {
  return { id, section, rule, source, check: (endpoint) => refused(endpoint.makeComputeEnvironment(more)) };
}
