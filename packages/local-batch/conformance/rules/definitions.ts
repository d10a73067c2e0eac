import {
  DeregisterJobDefinitionCommand,
  DescribeJobDefinitionsCommand,
  type DescribeJobDefinitionsCommandInput,
  paginateDescribeJobDefinitions,
  type RegisterJobDefinitionCommandInput,
} from '@aws-sdk/client-batch';
import { type Endpoint, uniqueName } from '../endpoint.js';
import { matches, refused, same } from '../expect.js';
import { guide, MODEL, type Rule, type Source } from '../rule.js';

const section = '4.2';
const source = MODEL;

/** Registering, describing and deregistering job definitions. */
export const definitionRules: readonly Rule[] = [
  {
    id: 'definitions.answer',
    section,
    rule: 'The answer holds name, revision 1 and the ARN, which ends with `job-definition/<name>:1`',
    source,
    async check(endpoint) {
      const { name, arn, revision } = await endpoint.define();
      same(revision, 1, 'revision');
      matches(
        arn,
        new RegExp(`^arn:[a-z-]+:batch:[^:]+:\\d{12}:job-definition/${name}:1$`),
        'jobDefinitionArn',
      );
    },
  },
  {
    id: 'definitions.revision',
    section,
    rule: 'The same name again makes the next revision',
    source,
    async check(endpoint) {
      const { name } = await endpoint.define();
      same((await endpoint.define({ jobDefinitionName: name })).revision, 2, 'revision');
    },
  },
  {
    id: 'definitions.revision-after-deregister',
    section,
    rule: 'The number of a deregistered revision is not given again',
    source,
    async check(endpoint) {
      const { name, arn } = await endpoint.define();
      await deregister(endpoint, arn);
      same((await endpoint.define({ jobDefinitionName: name })).revision, 2, 'revision');
    },
  },
  {
    id: 'definitions.name-128',
    section,
    rule: 'A name of 128 characters is accepted',
    source,
    async check(endpoint) {
      const name = uniqueName().padEnd(128, 'x');
      same((await endpoint.define({ jobDefinitionName: name })).revision, 1, 'revision');
    },
  },
  definitionRefused('definitions.name-129', 'A name of 129 characters is refused', {
    jobDefinitionName: 'n'.repeat(129),
  }),
  definitionRefused('definitions.name-characters', 'A name with a dot is refused', {
    jobDefinitionName: 'a.b',
  }),
  definitionRefused('definitions.type-missing', 'A definition without type is refused', { type: undefined }),
  definitionRefused('definitions.type-unknown', 'An unknown type is refused', {
    type: 'process' as 'container',
  }),
  definitionRefused(
    'definitions.size',
    'A request of more than 24 KiB is refused',
    { parameters: { text: 'x'.repeat(25 * 1024) } },
    guide('service_limits'),
  ),
  definitionRefused(
    'definitions.timeout-59',
    'A time-out below 60 s is refused',
    { timeout: { attemptDurationSeconds: 59 } },
    guide('job_timeouts'),
  ),
  definitionRefused('definitions.attempts-11', '11 attempts are refused', {
    retryStrategy: { attempts: 11 },
  }),
  definitionRefused('definitions.evaluate-without-attempts', 'evaluateOnExit without attempts is refused', {
    retryStrategy: { evaluateOnExit: [{ onExitCode: '1', action: 'EXIT' }] },
  }),
  definitionRefused('definitions.tags-51', '51 tags are refused', {
    tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key-${index}`, ''])),
  }),
  definitionRefused('definitions.platform', 'An unknown platform is refused', {
    platformCapabilities: ['MOON' as 'EC2'],
  }),
  containerRefused('definitions.image-missing', 'A container without image is refused', { image: undefined }),
  containerRefused('definitions.memory-3', 'MEMORY below 4 MiB is refused', {
    resourceRequirements: [
      { type: 'VCPU', value: '1' },
      { type: 'MEMORY', value: '3' },
    ],
  }),
  containerRefused('definitions.command-empty-string', 'An empty string in the command is refused', {
    command: [''],
  }),
  {
    id: 'definitions.by-reference',
    section,
    rule: 'Revisions are described by `name:revision` and by ARN, and unknown ones left out',
    source,
    async check(endpoint) {
      const { name } = await endpoint.define();
      const { arn } = await endpoint.define({ jobDefinitionName: name });
      const found = await describe(endpoint, { jobDefinitions: [`${name}:1`, arn, `${uniqueName()}:1`] });
      same(found.map(({ revision }) => revision).toSorted(), [1, 2], 'revisions');
    },
  },
  {
    id: 'definitions.by-name',
    section,
    rule: 'By jobDefinitionName all its revisions are described',
    source,
    async check(endpoint) {
      const { name } = await endpoint.define();
      await endpoint.define({ jobDefinitionName: name });
      const found = await describe(endpoint, { jobDefinitionName: name });
      same(found.map(({ revision }) => revision).toSorted(), [1, 2], 'revisions');
    },
  },
  {
    id: 'definitions.deregister',
    section,
    rule: 'A revision that was deregistered is INACTIVE, by `name:revision` or ARN, the others are not',
    source,
    async check(endpoint) {
      const { name } = await endpoint.define();
      const { arn } = await endpoint.define({ jobDefinitionName: name });
      await endpoint.define({ jobDefinitionName: name });
      await deregister(endpoint, `${name}:1`);
      await deregister(endpoint, arn);
      const found = await describe(endpoint, {
        jobDefinitions: [1, 2, 3].map((revision) => `${name}:${revision}`),
      });
      const statuses = found
        .toSorted((a, b) => (a.revision ?? 0) - (b.revision ?? 0))
        .map(({ status }) => status);
      same(statuses, ['INACTIVE', 'INACTIVE', 'ACTIVE'], 'statuses');
    },
  },
  {
    id: 'definitions.by-status',
    section,
    rule: 'With a status, only revisions of that status are described',
    source,
    async check(endpoint) {
      const { name: jobDefinitionName } = await endpoint.define();
      await endpoint.define({ jobDefinitionName });
      await deregister(endpoint, `${jobDefinitionName}:1`);
      const active = await describe(endpoint, { jobDefinitionName, status: 'ACTIVE' });
      const inactive = await describe(endpoint, { jobDefinitionName, status: 'INACTIVE' });
      const revisions = [active, inactive].map((found) => found.map(({ revision }) => revision));
      same(revisions, [[2], [1]], 'ACTIVE and INACTIVE revisions');
    },
  },
  {
    id: 'definitions.shown',
    section,
    rule: 'A definition shows what was registered',
    source,
    async check(endpoint) {
      const input: Partial<RegisterJobDefinitionCommandInput> = {
        parameters: { word: 'hello' },
        timeout: { attemptDurationSeconds: 100 },
        tags: { a: 'b' },
        propagateTags: true,
        platformCapabilities: ['EC2'],
      };
      const { name } = await endpoint.define(input);
      const [found] = await describe(endpoint, { jobDefinitionName: name });
      same([found?.type, found?.status], ['container', 'ACTIVE'], 'type and status');
      for (const [member, value] of Object.entries(input))
        same(Reflect.get(found ?? {}, member), value, member);
      same(found?.containerProperties?.image, endpoint.options.image, 'image');
    },
  },
  {
    id: 'definitions.pages',
    section,
    rule: 'maxResults makes pages that hold every revision once',
    source,
    async check(endpoint) {
      const { name: jobDefinitionName } = await endpoint.define();
      for (let count = 0; count < 2; count += 1) await endpoint.define({ jobDefinitionName });
      const pages: number[] = [];
      const paginator = paginateDescribeJobDefinitions(
        { client: endpoint.client, pageSize: 2 },
        { jobDefinitionName },
      );
      for await (const { jobDefinitions = [] } of paginator) pages.push(jobDefinitions.length);
      same(pages, [2, 1], 'lengths of the pages');
    },
  },
  describeRefused('definitions.max-results-101', 'maxResults 101 is refused', { maxResults: 101 }),
  describeRefused('definitions.max-results-0', 'maxResults 0 is refused', { maxResults: 0 }),
  describeRefused('definitions.list-101', 'A list of 101 definitions is refused', {
    jobDefinitions: Array.from({ length: 101 }, (_, index) => `none:${index + 1}`),
  }),
];

async function describe({ client }: Endpoint, input: DescribeJobDefinitionsCommandInput) {
  return (await client.send(new DescribeJobDefinitionsCommand(input))).jobDefinitions ?? [];
}

async function deregister({ client }: Endpoint, jobDefinition: string): Promise<void> {
  await client.send(new DeregisterJobDefinitionCommand({ jobDefinition }));
}

type Given = {
  [Member in keyof RegisterJobDefinitionCommandInput]?: RegisterJobDefinitionCommandInput[Member] | undefined;
};

function definitionRefused(id: string, rule: string, input: Given, from: Source = source): Rule {
  const check: Rule['check'] = (endpoint) =>
    refused(endpoint.define(input as Partial<RegisterJobDefinitionCommandInput>));
  return { id, section, rule, source: from, check };
}

function containerRefused(
  id: string,
  rule: string,
  more: RegisterJobDefinitionCommandInput['containerProperties'],
): Rule {
  const check: Rule['check'] = (endpoint) => {
    const containerProperties = { ...endpoint.container('exit 0'), ...more };
    return refused(endpoint.define({ containerProperties }));
  };
  return { id, section, rule, source, check };
}

function describeRefused(id: string, rule: string, input: DescribeJobDefinitionsCommandInput): Rule {
  return { id, section, rule, source, check: (endpoint) => refused(describe(endpoint, input)) };
}
