import {
  CreateJobQueueCommand,
  type CreateJobQueueCommandInput,
  DescribeJobQueuesCommand,
  type DescribeJobQueuesCommandInput,
} from '@aws-sdk/client-batch';
import { describe, describeOne } from '../describe-queues.js';
import { type Endpoint, uniqueName } from '../endpoint.js';
import { holds, matches, refused, same } from '../expect.js';
import { guide, MODEL, type Rule, type Source } from '../rule.js';

const section = '4.3';
const source = MODEL;

/** Making and describing job queues. */
export const queueRules: readonly Rule[] = [
  {
    id: 'queues.answer',
    section,
    rule: 'The answer holds the name and the ARN, which ends with `job-queue/<name>`',
    source,
    async check(endpoint) {
      const { name, arn } = await endpoint.makeQueue();
      matches(arn, new RegExp(`^arn:[a-z-]+:batch:[^:]+:\\d{12}:job-queue/${name}$`), 'jobQueueArn');
    },
  },
  {
    id: 'queues.shown',
    section,
    rule: 'A queue shows its priority, its environments by ARN, its tags, and is ENABLED and VALID',
    source,
    async check(endpoint) {
      const { name } = await endpoint.makeQueue({ priority: 7, tags: { a: 'b' } });
      const queue = await describeOne(endpoint, name);
      same(
        [queue?.priority, queue?.state, queue?.status],
        [7, 'ENABLED', 'VALID'],
        'priority, state and status',
      );
      same(queue?.tags, { a: 'b' }, 'tags');
      const [entry] = queue?.computeEnvironmentOrder ?? [];
      same(entry?.order, 1, 'order');
      matches(
        entry?.computeEnvironment,
        new RegExp(`^arn:.*/${endpoint.computeEnvironment}$`),
        'computeEnvironment',
      );
    },
  },
  {
    id: 'queues.state-default',
    section,
    rule: 'A queue is ENABLED unless another state is given',
    source,
    async check(endpoint) {
      const { name } = await endpoint.makeQueue({ state: undefined });
      same((await describeOne(endpoint, name))?.state, 'ENABLED', 'state');
    },
  },
  {
    id: 'queues.by-reference',
    section,
    rule: 'Queues are described by name and by ARN, and unknown ones left out',
    source,
    async check(endpoint) {
      const [one, two] = [await endpoint.makeQueue(), await endpoint.makeQueue()];
      const found = await describe(endpoint, { jobQueues: [one.name, two.arn, uniqueName()] });
      const names = found.map(({ jobQueueName }) => jobQueueName).toSorted();
      same(names, [one.name, two.name].toSorted(), 'names');
    },
  },
  {
    id: 'queues.environment-arn',
    section,
    rule: 'A compute environment may be given by its ARN',
    source,
    async check(endpoint) {
      const { arn } = await endpoint.makeComputeEnvironment();
      const computeEnvironmentOrder = [{ order: 1, computeEnvironment: arn }];
      const { name } = await endpoint.makeQueue({ computeEnvironmentOrder });
      same((await describeOne(endpoint, name))?.computeEnvironmentOrder, computeEnvironmentOrder, 'order');
    },
  },
  {
    id: 'queues.environments-3',
    section,
    rule: 'Three compute environments are accepted',
    source: guide('service_limits'),
    async check(endpoint) {
      const { name } = await endpoint.makeQueue({ computeEnvironmentOrder: await environments(endpoint, 3) });
      same((await describeOne(endpoint, name))?.computeEnvironmentOrder?.length, 3, 'environments');
    },
  },
  {
    id: 'queues.environments-4',
    section,
    rule: 'Four compute environments are refused',
    source: guide('service_limits'),
    async check(endpoint) {
      await refused(endpoint.makeQueue({ computeEnvironmentOrder: await environments(endpoint, 4) }));
    },
  },
  queueRefused('queues.name-129', 'A name of 129 characters is refused', { jobQueueName: 'n'.repeat(129) }),
  queueRefused('queues.name-characters', 'A name with a dot is refused', { jobQueueName: 'a.b' }),
  queueRefused('queues.priority-missing', 'A queue without priority is refused', { priority: undefined }),
  queueRefused('queues.state-unknown', 'An unknown state is refused', { state: 'OPEN' as 'ENABLED' }),
  queueRefused('queues.environment-unknown', 'An unknown compute environment is refused', {
    computeEnvironmentOrder: [{ order: 1, computeEnvironment: uniqueName() }],
  }),
  queueRefused('queues.limit-599', 'A limit below 600 s of the time in RUNNABLE is refused', timeLimit(599)),
  queueRefused('queues.limit-86401', 'A limit above 86,400 s is refused', timeLimit(86_401)),
  {
    id: 'queues.limit-600',
    section,
    rule: 'A limit of 600 s is accepted and shown',
    source,
    async check(endpoint) {
      const { name } = await endpoint.makeQueue(timeLimit(600));
      const [limit] = (await describeOne(endpoint, name))?.jobStateTimeLimitActions ?? [];
      same([limit?.maxTimeSeconds, limit?.state, limit?.action], [600, 'RUNNABLE', 'CANCEL'], 'limit');
    },
  },
  {
    id: 'queues.name-taken',
    section,
    rule: 'A name that a queue has is refused',
    source,
    check: (endpoint) => refused(endpoint.makeQueue({ jobQueueName: endpoint.queue })),
  },
  {
    id: 'queues.pages',
    section,
    rule: 'maxResults makes pages',
    source,
    async check(endpoint) {
      await endpoint.makeQueue();
      const { jobQueues, nextToken } = await endpoint.client.send(
        new DescribeJobQueuesCommand({ maxResults: 1 }),
      );
      holds(jobQueues?.length === 1 && nextToken, 'a page of 1 holds more or leads nowhere');
    },
  },
  describeRefused('queues.max-results-101', 'maxResults 101 is refused', { maxResults: 101 }),
  describeRefused('queues.list-101', 'A list of 101 queues is refused', {
    jobQueues: Array(101).fill('none'),
  }),
];

async function environments(endpoint: Endpoint, count: number) {
  const order = [];
  for (let index = 1; index <= count; index += 1) {
    order.push({ order: index, computeEnvironment: (await endpoint.makeComputeEnvironment()).arn });
  }
  return order;
}

function timeLimit(maxTimeSeconds: number): Pick<CreateJobQueueCommandInput, 'jobStateTimeLimitActions'> {
  const reason = 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT';
  return { jobStateTimeLimitActions: [{ reason, state: 'RUNNABLE', maxTimeSeconds, action: 'CANCEL' }] };
}

type Given = {
  [Member in keyof CreateJobQueueCommandInput]?: CreateJobQueueCommandInput[Member] | undefined;
};

function queueRefused(id: string, rule: string, more: Given, from: Source = source): Rule {
  const check: Rule['check'] = ({ client, computeEnvironment }) => {
    const computeEnvironmentOrder = [{ order: 1, computeEnvironment }];
    const shared = { state: 'ENABLED', priority: 1, computeEnvironmentOrder };
    const input = { jobQueueName: uniqueName(), ...shared, ...more };
    return refused(client.send(new CreateJobQueueCommand(input as CreateJobQueueCommandInput)));
  };
  return { id, section, rule, source: from, check };
}

function describeRefused(id: string, rule: string, input: DescribeJobQueuesCommandInput): Rule {
  return { id, section, rule, source, check: (endpoint) => refused(describe(endpoint, input)) };
}
