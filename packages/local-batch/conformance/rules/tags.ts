import { ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-batch';
import type { Endpoint } from '../endpoint.js';
import { refused, same } from '../expect.js';
import { api, MODEL, type Rule } from '../rule.js';

const section = '4.6';
const tags = { a: 'one', b: 'two' };

const MAKERS: Readonly<Record<string, (endpoint: Endpoint) => Promise<string>>> = {
  job: async (endpoint) => (await endpoint.describe(await endpoint.submit({ tags }))).jobArn ?? '',
  queue: async (endpoint) => (await endpoint.makeQueue({ tags })).arn,
  definition: async (endpoint) => (await endpoint.define({ tags })).arn,
  environment: async (endpoint) => (await endpoint.makeComputeEnvironment({ tags })).arn,
};

/** TagResource, UntagResource and ListTagsForResource. */
export const tagRules: readonly Rule[] = [
  ...Object.entries(MAKERS).map(
    ([kind, make]): Rule => ({
      id: `tags.${kind}`,
      section,
      rule: `The tags a ${kind} was made with are listed by its ARN`,
      source: api('ListTagsForResource'),
      async check(endpoint) {
        same(await list(endpoint, await make(endpoint)), tags, 'tags');
      },
    }),
  ),
  {
    id: 'tags.add',
    section,
    rule: 'TagResource adds tags, replaces values and leaves the others',
    source: api('TagResource'),
    async check(endpoint) {
      const arn = await makeQueue(endpoint);
      await tag(endpoint, arn, { b: 'new', c: 'three' });
      same(await list(endpoint, arn), { a: 'one', b: 'new', c: 'three' }, 'tags');
    },
  },
  {
    id: 'tags.remove',
    section,
    rule: 'UntagResource removes the tags named, and unknown keys do not matter',
    source: api('UntagResource'),
    async check(endpoint) {
      const arn = await makeQueue(endpoint);
      await endpoint.client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['a', 'none'] }));
      same(await list(endpoint, arn), { b: 'two' }, 'tags');
    },
  },
  {
    id: 'tags.remove-two',
    section,
    rule: 'UntagResource removes two tags at once',
    source: api('UntagResource'),
    async check(endpoint) {
      const arn = await makeQueue(endpoint);
      await endpoint.client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['a', 'b'] }));
      same(await list(endpoint, arn), {}, 'tags');
    },
  },
  {
    id: 'tags.described',
    section,
    rule: 'A tag that was added to a job is shown by DescribeJobs',
    source: api('TagResource'),
    async check(endpoint) {
      const jobId = await endpoint.submit({ tags });
      const { jobArn = '' } = await endpoint.describe(jobId);
      await tag(endpoint, jobArn, { c: 'three' });
      same((await endpoint.describe(jobId)).tags, { ...tags, c: 'three' }, 'tags');
    },
  },
  tagRefused('tags.key-129', 'A key of 129 characters is refused', { ['k'.repeat(129)]: '' }),
  tagRefused('tags.value-257', 'A value of 257 characters is refused', { c: 'v'.repeat(257) }),
  tagRefused(
    'tags.51',
    'More than 50 tags in all are refused',
    Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`key-${index}`, ''])),
  ),
];

/** A queue's ARN; queues can be tagged wherever anything can. */
async function makeQueue(endpoint: Endpoint): Promise<string> {
  return (await endpoint.makeQueue({ tags })).arn;
}

async function list({ client }: Endpoint, resourceArn: string) {
  return (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
}

async function tag({ client }: Endpoint, resourceArn: string, added: Record<string, string>): Promise<void> {
  await client.send(new TagResourceCommand({ resourceArn, tags: added }));
}

function tagRefused(id: string, rule: string, added: Record<string, string>): Rule {
  const check: Rule['check'] = async (endpoint) => refused(tag(endpoint, await makeQueue(endpoint), added));
  return { id, section, rule, source: MODEL, check };
}
