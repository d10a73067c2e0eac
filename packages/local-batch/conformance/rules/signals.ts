import { setTimeout as delay } from 'node:timers/promises';
import { TerminateJobCommand } from '@aws-sdk/client-batch';
import type { Endpoint } from '../endpoint.js';
import { same } from '../expect.js';
import { api, guide, MODEL, type Rule } from '../rule.js';

const section = '3.2';
const reason = 'no longer wanted';
const arrayProperties = { size: 2 };

/** TerminateJob of what runs, and the signals it sends. */
export const runningStopRules: readonly Rule[] = [
  {
    id: 'terminate.running',
    section,
    rule: 'TerminateJob stops a RUNNING job, which fails with the caller’s reason',
    source: api('TerminateJob'),
    async check(endpoint) {
      const job = await terminated(endpoint, 'exec sleep 60');
      same([job.status, job.statusReason], ['FAILED', reason], 'status and statusReason');
    },
  },
  {
    id: 'terminate.not-retried',
    section,
    rule: 'A terminated job is not retried',
    source: guide('job_retries'),
    async check(endpoint) {
      const job = await terminated(endpoint, 'exec sleep 60', { attempts: 3 });
      same([job.status, job.attempts?.length], ['FAILED', 1], 'status and attempts');
    },
  },
  {
    id: 'terminate.flag',
    section,
    rule: 'A terminated job shows isTerminated',
    source: MODEL,
    async check(endpoint) {
      same((await terminated(endpoint, 'exec sleep 60')).isTerminated, true, 'isTerminated');
    },
  },
  {
    id: 'terminate.array',
    section,
    rule: 'TerminateJob of an array parent stops all children',
    source: guide('array_jobs'),
    async check(endpoint) {
      const id = await endpoint.run('exec sleep 60', { arrayProperties });
      await endpoint.reach(`${id}:0`, 'RUNNING');
      await terminate(endpoint, id);
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
    id: 'terminate.child',
    section,
    rule: 'TerminateJob of a child leaves its siblings alone and makes the parent FAILED',
    source: guide('array_jobs'),
    async check(endpoint) {
      const script = '[ "$AWS_BATCH_JOB_ARRAY_INDEX" = 1 ] && sleep 1 || exec sleep 60';
      const id = await endpoint.run(script, { arrayProperties });
      await endpoint.reach(`${id}:0`, 'RUNNING');
      await terminate(endpoint, `${id}:0`);
      await endpoint.reach(`${id}:0`, 'FAILED');
      await endpoint.reach(`${id}:1`, 'SUCCEEDED');
      await endpoint.reach(id, 'FAILED');
    },
  },
  {
    id: 'signals.sigterm',
    section: '3.4',
    rule: 'A job that is stopped gets SIGTERM and may end with a code of its own',
    source: guide('job_timeouts'),
    async check(endpoint) {
      const job = await terminated(endpoint, 'trap "exit 33" TERM; sleep 60 & wait');
      same([job.status, job.container?.exitCode], ['FAILED', 33], 'status and exit code');
    },
  },
  {
    id: 'signals.143',
    section: '3.4',
    rule: 'A job that does not handle SIGTERM ends with 143',
    source: guide('job_timeouts'),
    async check(endpoint) {
      same((await terminated(endpoint, 'exec sleep 60')).container?.exitCode, 143, 'exitCode');
    },
  },
  {
    id: 'signals.sigkill',
    section: '3.4',
    rule: 'A job that ignores SIGTERM is killed after a grace, and ends with 137',
    source: guide('job_timeouts'),
    only: 'local',
    async check(endpoint) {
      const job = await terminated(endpoint, 'trap "" TERM; sleep 60');
      same([job.status, job.container?.exitCode], ['FAILED', 137], 'status and exit code');
    },
  },
];

async function terminate({ client }: Endpoint, jobId: string): Promise<void> {
  await client.send(new TerminateJobCommand({ jobId, reason }));
}

/** Terminates a job once its script has had the time to set its traps. */
async function terminated(endpoint: Endpoint, script: string, retryStrategy?: { attempts: number }) {
  const jobId = await endpoint.run(script, retryStrategy && { retryStrategy });
  await endpoint.reach(jobId, 'RUNNING');
  await delay(500);
  await terminate(endpoint, jobId);
  return endpoint.end(jobId);
}
