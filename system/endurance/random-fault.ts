import type { Fault } from '@render/local-batch';

/** The longest time for which ListJobs may not show a job, in milliseconds. */
export const MOST_LAG_MS = 100;

/** All kinds that are drawn. */
export const FAULT_KINDS: readonly Fault['kind'][] = [
  'spot-loss',
  'out-of-memory',
  'slow-runnable',
  'slow-start',
  'throttle',
  'lost-answer',
  'server-error',
  'list-lag',
];

const CALLED = ['SubmitJob', 'CancelJob', 'TerminateJob', 'ListJobs', 'DescribeJobs'];
const STRUCK_JOB_SHARE = 0.7;

/** Draws a fault; those of jobs strike one of these jobs, or any. */
export function randomFault(random: () => number, jobIds: readonly string[]): Fault {
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const among = <T>(values: readonly T[]): T => values[upTo(values.length) - 1] as T;
  const job = random() < STRUCK_JOB_SHARE ? among(jobIds) : undefined;
  const ofJob = { attempt: random() < 0.7 ? 1 : 2, times: upTo(3), ...(job !== undefined && { job }) };
  const ofCalls = {
    times: upTo(3),
    ...(random() < 0.7 ? { operation: among(CALLED) } : { rate: 0.5, seed: upTo(1000) }),
  };
  const afterMs = Math.floor(random() * 30);
  const kind = among(FAULT_KINDS);
  switch (kind) {
    case 'spot-loss': {
      const host = among([{}, { noticeSeconds: 0.05 }, { platform: 'FARGATE' as const }]);
      return { kind, ...host, ...ofJob, afterMs };
    }
    case 'out-of-memory':
      return { kind, ...ofJob, afterMs };
    case 'slow-runnable':
    case 'slow-start':
      return { kind, ...ofJob, forMs: upTo(100) };
    case 'throttle':
    case 'lost-answer':
      return { kind, ...ofCalls };
    case 'server-error':
      return { kind, when: among(['before', 'after'] as const), ...ofCalls };
    case 'list-lag':
      return { kind, lagMs: upTo(MOST_LAG_MS), times: upTo(3) };
  }
}
