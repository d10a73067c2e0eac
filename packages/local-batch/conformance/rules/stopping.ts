import { setTimeout as delay } from 'node:timers/promises';
import { CancelJobCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import type { Endpoint } from '../endpoint.js';
import { holds, refused, same } from '../expect.js';
import { api, guide, MODEL, type Rule } from '../rule.js';

const section = '3.2';
const reason = 'no longer wanted';
const arrayProperties = { size: 2 };

/** CancelJob and TerminateJob, job by job. */
export const stoppingRules: readonly Rule[] = [
  {
    id: 'cancel.runnable',
    section,
    rule: 'CancelJob fails a RUNNABLE job with the caller’s reason',
    source: api('CancelJob'),
    async check(endpoint) {
      const jobId = await endpoint.hold();
      await cancel(endpoint, jobId);
      same((await endpoint.reach(jobId, 'FAILED')).statusReason, reason, 'statusReason');
    },
  },
  {
    id: 'cancel.running',
    section,
    rule: 'CancelJob of a RUNNING job is answered as if it had worked, and the job goes on',
    source: api('CancelJob'),
    async check(endpoint) {
      const jobId = await endpoint.run('sleep 0.7');
      await endpoint.reach(jobId, 'RUNNING');
      await cancel(endpoint, jobId);
      await endpoint.reach(jobId, 'SUCCEEDED');
    },
  },
  {
    id: 'cancel.pending',
    section,
    rule: 'A PENDING job that was cancelled stays PENDING until its dependencies have ended, then fails',
    source: api('CancelJob'),
    async check(endpoint) {
      const held = await endpoint.hold();
      const jobId = await endpoint.submit({ dependsOn: [{ jobId: held }] });
      await endpoint.reach(jobId, 'PENDING');
      await cancel(endpoint, jobId);
      await delay(200);
      same((await endpoint.describe(jobId)).status, 'PENDING', 'status before the dependency ended');
      await terminate(endpoint, held);
      await endpoint.reach(jobId, 'FAILED');
    },
  },
  {
    id: 'cancel.array',
    section,
    rule: 'CancelJob of an array parent cancels its children, and the parent fails when all have',
    source: api('CancelJob'),
    async check(endpoint) {
      const id = await endpoint.hold({ arrayProperties });
      await endpoint.reach(`${id}:1`, 'RUNNABLE');
      await cancel(endpoint, id);
      await endpoint.reach(id, 'FAILED');
      const children = await endpoint.describeAll([`${id}:0`, `${id}:1`]);
      same(
        children.map(({ status }) => status),
        ['FAILED', 'FAILED'],
        'children',
      );
    },
  },
  {
    id: 'cancel.child',
    section,
    rule: 'CancelJob of a child leaves its siblings alone',
    source: guide('array_jobs'),
    async check(endpoint) {
      const id = await endpoint.hold({ arrayProperties });
      await endpoint.reach(`${id}:0`, 'RUNNABLE');
      await endpoint.reach(`${id}:1`, 'RUNNABLE');
      await cancel(endpoint, `${id}:0`);
      await endpoint.reach(`${id}:0`, 'FAILED');
      same((await endpoint.describe(`${id}:1`)).status, 'RUNNABLE', 'status of the sibling');
      same((await endpoint.describe(id)).status, 'PENDING', 'status of the parent');
    },
  },
  {
    id: 'cancel.flag',
    section,
    rule: 'A cancelled job shows isCancelled',
    source: MODEL,
    async check(endpoint) {
      const jobId = await endpoint.hold();
      same((await endpoint.describe(jobId)).isCancelled ?? false, false, 'isCancelled before');
      await cancel(endpoint, jobId);
      same((await endpoint.reach(jobId, 'FAILED')).isCancelled, true, 'isCancelled');
    },
  },
  {
    id: 'terminate.runnable',
    section,
    rule: 'TerminateJob fails a RUNNABLE job with the caller’s reason',
    source: api('TerminateJob'),
    async check(endpoint) {
      const jobId = await endpoint.hold();
      await terminate(endpoint, jobId);
      same((await endpoint.reach(jobId, 'FAILED')).statusReason, reason, 'statusReason');
    },
  },
  {
    id: 'terminate.pending',
    section,
    rule: 'TerminateJob fails a PENDING job while its dependency has not ended',
    source: api('TerminateJob'),
    async check(endpoint) {
      const jobId = await endpoint.submit({ dependsOn: [{ jobId: await endpoint.hold() }] });
      await endpoint.reach(jobId, 'PENDING');
      await terminate(endpoint, jobId);
      same((await endpoint.reach(jobId, 'FAILED')).statusReason, reason, 'statusReason');
    },
  },
  {
    id: 'terminate.reason-1024',
    section,
    rule: 'A reason of 1,024 characters is kept as it is',
    source: MODEL,
    async check(endpoint) {
      const jobId = await endpoint.hold();
      const long = 'r'.repeat(1024);
      await endpoint.client.send(new TerminateJobCommand({ jobId, reason: long }));
      const { statusReason = '' } = await endpoint.reach(jobId, 'FAILED');
      holds(statusReason === long, `statusReason has ${statusReason.length} characters`);
    },
  },
  {
    id: 'terminate.ended',
    section,
    rule: 'A job that has ended stays as it is',
    source: api('TerminateJob'),
    async check(endpoint) {
      const { jobId = '', statusReason } = await endpoint.finish('exit 0');
      await terminate(endpoint, jobId);
      const after = await endpoint.describe(jobId);
      same([after.status, after.statusReason], ['SUCCEEDED', statusReason], 'status and statusReason');
    },
  },
  ...(['CancelJob', 'TerminateJob'] as const).flatMap((operation) => refusals(operation)),
];

function refusals(operation: 'CancelJob' | 'TerminateJob'): Rule[] {
  const topic = operation === 'CancelJob' ? 'cancel' : 'terminate';
  const send = (endpoint: Endpoint, input: { jobId: string; reason: string }) =>
    operation === 'CancelJob'
      ? endpoint.client.send(new CancelJobCommand(input))
      : endpoint.client.send(new TerminateJobCommand(input));
  const rule = (name: string, what: string, input: { jobId?: string; reason?: string }): Rule => ({
    id: `${topic}.${name}`,
    section,
    rule: `${operation} ${what} is refused`,
    source: MODEL,
    async check(endpoint) {
      const jobId = await endpoint.run('exec sleep 60');
      await refused(send(endpoint, { jobId, reason, ...input } as { jobId: string; reason: string }));
    },
  });
  return [
    rule('reason-empty', 'with an empty reason', { reason: '' }),
    rule('reason-missing', 'without a reason', { reason: undefined as never }),
    rule('reason-1025', 'with a reason of 1,025 characters', { reason: 'r'.repeat(1025) }),
    rule('id-missing', 'without a job id', { jobId: undefined as never }),
  ];
}

async function cancel({ client }: Endpoint, jobId: string): Promise<void> {
  await client.send(new CancelJobCommand({ jobId, reason }));
}

async function terminate({ client }: Endpoint, jobId: string): Promise<void> {
  await client.send(new TerminateJobCommand({ jobId, reason }));
}
