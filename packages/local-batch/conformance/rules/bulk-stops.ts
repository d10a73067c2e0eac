import { randomUUID } from 'node:crypto';
import { CancelJobsCommand, TerminateJobsCommand } from '@aws-sdk/client-batch';
import { refused, same } from '../expect.js';
import { api, type Rule } from '../rule.js';

const section = '3.3';
const reason = 'no longer wanted';

/** CancelJobs and TerminateJobs, for up to 50 jobs at once. */
export const bulkStopRules: readonly Rule[] = [
  {
    id: 'cancel-jobs.effect',
    section,
    rule: 'CancelJobs fails RUNNABLE jobs with the caller’s reason and lists their ids as successful',
    source: api('CancelJobs'),
    async check(endpoint) {
      const jobs = [await endpoint.hold(), await endpoint.hold()];
      const { successful = [], errors } = await endpoint.client.send(new CancelJobsCommand({ jobs, reason }));
      same([successful.toSorted(), errors], [jobs.toSorted(), []], 'successful and errors');
      for (const jobId of jobs)
        same((await endpoint.reach(jobId, 'FAILED')).statusReason, reason, 'statusReason');
    },
  },
  {
    id: 'cancel-jobs.running',
    section,
    rule: 'CancelJobs has no effect on RUNNING jobs',
    source: api('CancelJobs'),
    async check(endpoint) {
      const jobId = await endpoint.run('sleep 0.7');
      await endpoint.reach(jobId, 'RUNNING');
      await endpoint.client.send(new CancelJobsCommand({ jobs: [jobId], reason }));
      await endpoint.reach(jobId, 'SUCCEEDED');
    },
  },
  {
    id: 'terminate-jobs.effect',
    section,
    rule: 'TerminateJobs stops jobs in any state and lists their ids as successful',
    source: api('TerminateJobs'),
    async check(endpoint) {
      const jobs = [await endpoint.hold(), await endpoint.run('exec sleep 60')];
      await endpoint.reach(jobs[1] ?? '', 'RUNNING');
      const answer = await endpoint.client.send(new TerminateJobsCommand({ jobs, reason }));
      same([answer.successful?.toSorted(), answer.errors], [jobs.toSorted(), []], 'successful and errors');
      for (const jobId of jobs)
        same((await endpoint.reach(jobId, 'FAILED')).statusReason, reason, 'statusReason');
    },
  },
  ...(['cancel-jobs', 'terminate-jobs'] as const).flatMap((topic): Rule[] => {
    const operation = topic === 'cancel-jobs' ? 'CancelJobs' : 'TerminateJobs';
    const source = api(operation);
    const send: (
      endpoint: Parameters<Rule['check']>[0],
      input: { jobs: string[]; reason: string },
    ) => Promise<{
      successful: string[] | undefined;
      errors: unknown;
    }> = ({ client }, input) =>
      operation === 'CancelJobs'
        ? client.send(new CancelJobsCommand(input))
        : client.send(new TerminateJobsCommand(input));
    return [
      {
        id: `${topic}.unknown`,
        section,
        rule: `${operation} counts a job that is not found as successful`,
        source: api(`${operation}ErrorDetail`),
        async check(endpoint) {
          const jobs = [randomUUID()];
          const { successful, errors } = await send(endpoint, { jobs, reason });
          same([successful, errors], [jobs, []], 'successful and errors');
        },
      },
      {
        id: `${topic}.50`,
        section,
        rule: `${operation} takes 50 ids`,
        source,
        async check(endpoint) {
          const jobs = Array.from({ length: 50 }, () => randomUUID());
          same((await send(endpoint, { jobs, reason })).successful?.length, 50, 'successful');
        },
      },
      {
        id: `${topic}.51`,
        section,
        rule: `${operation} refuses 51 ids`,
        source,
        check: (endpoint) =>
          refused(send(endpoint, { jobs: Array.from({ length: 51 }, () => randomUUID()), reason })),
      },
      {
        id: `${topic}.reason`,
        section,
        rule: `${operation} refuses a reason of 1,025 characters`,
        source,
        check: (endpoint) => refused(send(endpoint, { jobs: [randomUUID()], reason: 'r'.repeat(1025) })),
      },
    ];
  }),
];
