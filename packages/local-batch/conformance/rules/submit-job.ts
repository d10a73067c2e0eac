import { RegisterJobDefinitionCommand, type SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { uniqueName } from '../endpoint.js';
import { holds, matches, refused, same } from '../expect.js';
import { api, github, guide, MODEL, type Rule, type Source } from '../rule.js';

const section = '1.1';
const LIMITS = guide('service_limits');

/** What SubmitJob takes and refuses, but for arrays, dependencies and overrides. */
export const submitJobRules: readonly Rule[] = [
  {
    id: 'submit.answer',
    section,
    rule: 'The answer holds the job’s name, its id, a UUID, and its ARN, which ends with `job/<id>`',
    source: MODEL,
    async check(endpoint) {
      const answer = await endpoint.submitJob({ jobName: 'named' });
      same(answer.jobName, 'named', 'jobName');
      matches(answer.jobId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'jobId');
      matches(
        answer.jobArn,
        new RegExp(`^arn:[a-z-]+:batch:[a-z0-9-]+:\\d{12}:job/${answer.jobId}$`),
        'jobArn',
      );
    },
  },
  {
    id: 'submit.twice',
    section,
    rule: 'The same request twice makes two jobs: SubmitJob has no client token',
    source: github('aws/containers-roadmap/issues/2798'),
    async check(endpoint) {
      const input = { jobName: uniqueName() };
      const [one, two] = [await endpoint.submit(input), await endpoint.submit(input)];
      holds(one !== two, 'both have one id');
    },
  },
  accepted('submit.job-name-128', 'A job name of 128 characters is accepted', { jobName: 'n'.repeat(128) }),
  accepted('submit.job-name-one', 'A job name of one character is accepted', { jobName: 'n' }),
  accepted('submit.job-name-characters', 'A job name may hold letters, digits, `-` and `_`', {
    jobName: '0A-b_c',
  }),
  refusal('submit.job-name-129', 'A job name of 129 characters is refused', { jobName: 'n'.repeat(129) }),
  refusal('submit.job-name-colon', 'A job name with a colon is refused', { jobName: 'parent:0' }),
  refusal('submit.job-name-first', 'A job name must begin with a letter or digit', { jobName: '-job' }),
  refusal('submit.job-name-empty', 'An empty job name is refused', { jobName: '' }),
  refusal('submit.queue-unknown', 'An unknown queue is refused', { jobQueue: uniqueName() }),
  refusal('submit.definition-unknown', 'An unknown job definition is refused', {
    jobDefinition: uniqueName(),
  }),
  {
    id: 'submit.queue-arn',
    section,
    rule: 'The queue may be given by its ARN',
    source: MODEL,
    async check(endpoint) {
      const queue = await endpoint.makeQueue();
      const jobId = await endpoint.submit({ jobQueue: queue.arn });
      same((await endpoint.describe(jobId)).jobQueue, queue.arn, 'jobQueue');
    },
  },
  {
    id: 'submit.queue-disabled',
    section,
    rule: 'A disabled queue takes no job',
    source: api('CreateJobQueue'),
    async check(endpoint) {
      const { name } = await endpoint.makeQueue({ state: 'DISABLED' });
      await refused(endpoint.submit({ jobQueue: name }));
    },
  },
  refusal(
    'submit.timeout-59',
    'A time-out below 60 s is refused',
    { timeout: { attemptDurationSeconds: 59 } },
    guide('job_timeouts'),
  ),
  accepted(
    'submit.timeout-60',
    'A time-out of 60 s is accepted',
    { timeout: { attemptDurationSeconds: 60 } },
    guide('job_timeouts'),
  ),
  accepted('submit.timeout-long', 'A time-out has no maximum', {
    timeout: { attemptDurationSeconds: 100_000_000 },
  }),
  {
    id: 'submit.timeout-overrides',
    section,
    rule: 'The job’s time-out wins over the definition’s',
    source: guide('job_timeouts'),
    async check(endpoint) {
      const { name } = await endpoint.define({ timeout: { attemptDurationSeconds: 100 } });
      const timeout = { attemptDurationSeconds: 200 };
      const jobId = await endpoint.submit({ jobDefinition: name, timeout });
      same((await endpoint.describe(jobId)).timeout, timeout, 'timeout');
    },
  },
  {
    id: 'submit.retry-replaces',
    section,
    rule: 'The job’s retry strategy replaces the definition’s as a whole',
    source: MODEL,
    async check(endpoint) {
      const evaluateOnExit = [{ onExitCode: '1', action: 'EXIT' as const }];
      const { name } = await endpoint.define({ retryStrategy: { attempts: 5, evaluateOnExit } });
      const jobId = await endpoint.submit({ jobDefinition: name, retryStrategy: { attempts: 2 } });
      const { retryStrategy } = await endpoint.describe(jobId);
      same(retryStrategy?.attempts, 2, 'attempts');
      same(retryStrategy?.evaluateOnExit ?? [], [], 'evaluateOnExit');
    },
  },
  accepted('submit.tags-50', '50 tags are accepted', { tags: tags(50) }),
  refusal('submit.tags-51', '51 tags are refused', { tags: tags(51) }),
  accepted('submit.tag-lengths', 'A tag’s key may have 128 characters, its value 256', {
    tags: { ['k'.repeat(128)]: 'v'.repeat(256) },
  }),
  accepted('submit.tag-value-empty', 'A tag’s value may be empty', { tags: { key: '' } }),
  refusal('submit.tag-key-129', 'A tag’s key of 129 characters is refused', {
    tags: { ['k'.repeat(129)]: '' },
  }),
  refusal('submit.tag-value-257', 'A tag’s value of 257 characters is refused', {
    tags: { key: 'v'.repeat(257) },
  }),
  {
    id: 'submit.propagated-tags',
    section,
    rule: 'A job whose propagated tags are more than 50 with its definition’s is accepted and fails',
    source: MODEL,
    async check(endpoint) {
      const { name } = await endpoint.define({ tags: tags(30) });
      const more = Object.fromEntries(Object.keys(tags(30)).map((key) => [`other-${key}`, '']));
      const jobId = await endpoint.submit({ jobDefinition: name, propagateTags: true, tags: more });
      await endpoint.reach(jobId, 'FAILED');
    },
  },
  {
    id: 'submit.size',
    section,
    rule: 'A request of more than 30 KiB is refused, with its size in the message',
    source: github('ASFHyP3/hyp3/issues/3041'),
    async check(endpoint) {
      const parameters = { text: 'x'.repeat(46.5 * 1024) };
      await refused(endpoint.submit({ parameters }), 'Job size must be less than 30 KiB, got 47 KiB');
    },
  },
  accepted(
    'submit.size-29',
    'A request of 29 KiB is accepted',
    { parameters: { text: 'x'.repeat(29 * 1024) } },
    LIMITS,
  ),
  {
    id: 'submit.no-tokens',
    section,
    rule: 'Registering is not idempotent either: the same properties again make another revision',
    source: MODEL,
    async check({ client, options }) {
      const jobDefinitionName = uniqueName();
      const properties = { image: options.image, command: ['true'], vcpus: 1, memory: 64 };
      const input = { jobDefinitionName, type: 'container', containerProperties: properties } as const;
      await client.send(new RegisterJobDefinitionCommand(input));
      same((await client.send(new RegisterJobDefinitionCommand(input))).revision, 2, 'revision');
    },
  },
];

function tags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, `value-${index}`]));
}

function refusal(
  id: string,
  rule: string,
  input: Partial<SubmitJobCommandInput>,
  source: Source = MODEL,
): Rule {
  return { id, section, rule, source, check: (endpoint) => refused(endpoint.submit(input)) };
}

function accepted(
  id: string,
  rule: string,
  input: Partial<SubmitJobCommandInput>,
  source: Source = MODEL,
): Rule {
  return {
    id,
    section,
    rule,
    source,
    async check(endpoint) {
      const jobId = await endpoint.submit(input);
      const job = await endpoint.describe(jobId);
      for (const [member, value] of Object.entries(input)) {
        same(Reflect.get(job, member), value, member);
      }
    },
  };
}
