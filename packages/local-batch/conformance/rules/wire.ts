import { holds, matches, same } from '../expect.js';
import { api, MODEL, type Rule } from '../rule.js';
import { sendSigned } from '../send-signed.js';
import { UUID, WRONG } from '../wrong-request.js';

const section = '4.1';
const source = MODEL;

/** What goes over the wire, seen without an SDK. */
export const wireRules: readonly Rule[] = [
  {
    id: 'wire.request-id',
    section,
    rule: 'Every answer has an id of its own in `x-amzn-RequestId`',
    source,
    async check(endpoint) {
      const ask = async () =>
        (await sendSigned(endpoint, { path: '/v1/describejobqueues' })).headers.get('x-amzn-requestid');
      const [one, two] = [await ask(), await ask()];
      matches(one ?? undefined, new RegExp(`^${UUID}$`), 'header');
      holds(one !== two, 'two answers have the same id');
    },
  },
  {
    id: 'wire.request-id-error',
    section,
    rule: 'So have refusals',
    source,
    async check(endpoint) {
      const { headers } = await sendSigned(endpoint, WRONG);
      matches(headers.get('x-amzn-requestid') ?? undefined, new RegExp(`^${UUID}$`), 'header');
    },
  },
  {
    id: 'wire.json',
    section,
    rule: 'Answers are of type application/json',
    source,
    async check(endpoint) {
      const { headers } = await sendSigned(endpoint, { path: '/v1/describejobqueues' });
      matches(headers.get('content-type') ?? undefined, /^application\/(x-amz-)?json/, 'content-type');
    },
  },
  ...['describejobqueues', 'describecomputeenvironments', 'describejobdefinitions'].map(
    (operation): Rule => ({
      id: `wire.no-body-${operation}`,
      section,
      rule: `\`POST /v1/${operation}\` without a body counts as \`{}\``,
      source,
      async check(endpoint) {
        same(
          (await sendSigned(endpoint, { path: `/v1/${operation}`, body: undefined })).status,
          200,
          'HTTP status',
        );
      },
    }),
  ),
  {
    id: 'wire.empty-object',
    section,
    rule: 'A body of `{}` is what a request without members sends',
    source,
    async check(endpoint) {
      const { status, body } = await sendSigned(endpoint, { path: '/v1/describejobqueues' });
      same([status, Array.isArray(body.jobQueues)], [200, true], 'HTTP status and a list');
    },
  },
  {
    id: 'wire.not-json',
    section,
    rule: 'A body that is no JSON is a mistake of the caller, not a fault of the service',
    source,
    async check(endpoint) {
      const { status } = await sendSigned(endpoint, { path: '/v1/describejobs', body: '{' });
      holds(status >= 400 && status < 500, `HTTP status ${status}`);
    },
  },
  {
    id: 'wire.times',
    section,
    rule: 'Times of jobs are numbers of milliseconds since 1970, without fraction',
    source,
    async check(endpoint) {
      const { jobId } = await endpoint.finish('exit 0');
      const { body } = await sendSigned(endpoint, {
        path: '/v1/describejobs',
        body: JSON.stringify({ jobs: [jobId] }),
      });
      const [job] = body.jobs as Record<string, unknown>[];
      for (const member of ['createdAt', 'startedAt', 'stoppedAt']) {
        holds(isTime(job?.[member]), `${member} is ${typeof job?.[member]}, no whole number of ms`);
      }
    },
  },
  {
    id: 'wire.times-list',
    section,
    rule: 'So are those that ListJobs shows',
    source,
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      await endpoint.end(await endpoint.submit({ jobQueue }));
      const request = JSON.stringify({ jobQueue, jobStatus: 'SUCCEEDED' });
      const { body } = await sendSigned(endpoint, { path: '/v1/listjobs', body: request });
      const [job] = body.jobSummaryList as Record<string, unknown>[];
      for (const member of ['createdAt', 'startedAt', 'stoppedAt']) {
        holds(isTime(job?.[member]), `${member} is ${typeof job?.[member]}, no whole number of ms`);
      }
    },
  },
  ...(['canceljob', 'terminatejob'] as const).map(
    (operation): Rule => ({
      id: `wire.${operation}`,
      section,
      rule: `\`POST /v1/${operation}\` is answered with status 200 and nothing or \`{}\``,
      source: api(operation === 'canceljob' ? 'CancelJob' : 'TerminateJob'),
      async check(endpoint) {
        const jobId = await endpoint.submit();
        const body = JSON.stringify({ jobId, reason: 'no longer wanted' });
        const { status, text } = await sendSigned(endpoint, { path: `/v1/${operation}`, body });
        same([status, ['', '{}'].includes(text)], [200, true], 'HTTP status and empty');
      },
    }),
  ),
  {
    id: 'wire.last-page',
    section,
    rule: 'The last page has no token, or an empty one',
    source,
    async check(endpoint) {
      const body = JSON.stringify({ jobQueues: [endpoint.queue] });
      const answer = await sendSigned(endpoint, { path: '/v1/describejobqueues', body });
      same(
        [answer.status, answer.body.nextToken || undefined],
        [200, undefined],
        'HTTP status and nextToken',
      );
    },
  },
  {
    id: 'wire.arn-segment',
    section,
    rule: 'An ARN is one percent-encoded segment of the path: `GET /v1/tags/arn%3Aaws%3Abatch…`',
    source: api('ListTagsForResource'),
    async check(endpoint) {
      const { arn } = await endpoint.makeQueue({ tags: { a: 'b' } });
      const answer = await sendSigned(endpoint, { path: tagsPath(arn), method: 'GET', body: undefined });
      same([answer.status, answer.body.tags], [200, { a: 'b' }], 'HTTP status and tags');
    },
  },
  {
    id: 'wire.tag',
    section,
    rule: '`POST /v1/tags/<arn>` with `{"tags":{…}}` adds tags',
    source: api('TagResource'),
    async check(endpoint) {
      const { arn } = await endpoint.makeQueue();
      const sent = await sendSigned(endpoint, { path: tagsPath(arn), body: '{"tags":{"c":"d"}}' });
      const read = await sendSigned(endpoint, { path: tagsPath(arn), method: 'GET', body: undefined });
      same([sent.status, read.body.tags], [200, { c: 'd' }], 'HTTP status and tags');
    },
  },
  {
    id: 'wire.untag',
    section,
    rule: '`DELETE /v1/tags/<arn>?tagKeys=a&tagKeys=b` removes both',
    source: api('UntagResource'),
    async check(endpoint) {
      const { arn } = await endpoint.makeQueue({ tags: { a: '1', b: '2', c: '3' } });
      const path = `${tagsPath(arn)}?tagKeys=a&tagKeys=b`;
      const { status } = await sendSigned(endpoint, { path, method: 'DELETE', body: undefined });
      const read = await sendSigned(endpoint, { path: tagsPath(arn), method: 'GET', body: undefined });
      same([status, read.body.tags], [200, { c: '3' }], 'HTTP status and tags');
    },
  },
];

function tagsPath(arn: string): string {
  return `/v1/tags/${encodeURIComponent(arn)}`;
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 1e12;
}
