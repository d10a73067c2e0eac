import { holds, matches, same } from '../expect.js';
import { guide, MODEL, type Rule, type Source } from '../rule.js';

const STATES = guide('job_states');

/** How a job that is left alone goes through its states, and what is said of its end. */
export const stateRules: readonly Rule[] = [
  ended('states.succeeded', '3.1', 'Exit code 0 makes a job SUCCEEDED', 'exit 0', ['SUCCEEDED', 0]),
  ended('states.failed', '3.1', 'Any other exit code makes it FAILED', 'exit 42', ['FAILED', 42]),
  ended('states.not-found', '5.1', 'A command that is not found ends with 127', 'no-such-command', [
    'FAILED',
    127,
  ]),
  ended('states.killed', '5.1', 'A job that is killed ends with 137', 'kill -KILL $$', ['FAILED', 137]),
  ended('states.sigterm', '5.1', 'A job that a SIGTERM ended ends with 143', 'kill -TERM $$', [
    'FAILED',
    143,
  ]),
  ended('states.segv', '5.1', 'A job that a segmentation fault ended ends with 139', 'kill -SEGV $$', [
    'FAILED',
    139,
  ]),
  {
    id: 'states.running',
    section: '3.1',
    rule: 'A running job has startedAt and no stoppedAt',
    source: STATES,
    async check(endpoint) {
      const job = await endpoint.reach(await endpoint.run('exec sleep 2'), 'RUNNING');
      holds((job.startedAt ?? 0) >= (job.createdAt ?? Number.NaN), 'startedAt is before createdAt or absent');
      same(job.stoppedAt ?? 0, 0, 'stoppedAt');
    },
  },
  {
    id: 'states.times',
    section: '3.1',
    rule: 'An ended job has createdAt, startedAt and stoppedAt, in this order',
    source: STATES,
    async check(endpoint) {
      const {
        createdAt = Number.NaN,
        startedAt = Number.NaN,
        stoppedAt,
      } = await endpoint.finish('sleep 0.1');
      holds(
        createdAt <= startedAt && startedAt <= (stoppedAt ?? Number.NaN),
        'the times are not in this order',
      );
    },
  },
  {
    id: 'states.runnable',
    section: '3.1',
    rule: 'A job that fits on no machine waits in RUNNABLE and has not started',
    source: STATES,
    async check(endpoint) {
      const { startedAt } = await endpoint.describe(await endpoint.hold());
      same(startedAt ?? 0, 0, 'startedAt');
    },
  },
  {
    id: 'states.runnable-reason',
    section: '2.6',
    rule: 'A job that needs more than its compute environments have says `MISCONFIGURATION:…` in its reason',
    source: MODEL,
    async check(endpoint) {
      const { statusReason } = await endpoint.describe(await endpoint.hold());
      matches(
        statusReason,
        /^MISCONFIGURATION:(JOB_RESOURCE_REQUIREMENT|COMPUTE_ENVIRONMENT_MAX_RESOURCE)/,
        'statusReason',
      );
    },
  },
  reason(
    'states.reason',
    'The reason of a job that ended with another code is `Essential container in task exited`',
    'exit 1',
  ),
  reason('states.reason-0', 'So it is when it ended with 0', 'exit 0'),
  {
    id: 'states.image-reason',
    section: '2.6',
    rule: 'A job whose image cannot be pulled fails with the container’s reason `CannotPullContainerError…`',
    source: guide('job_retries'),
    async check(endpoint) {
      const containerProperties = {
        ...endpoint.container('exit 0'),
        image: 'no-such-registry.invalid/none:1',
      };
      const { name } = await endpoint.define({ containerProperties });
      const job = await endpoint.finish('exit 0', { jobDefinition: name });
      same(job.status, 'FAILED', 'status');
      matches(job.container?.reason, /^CannotPullContainerError/, 'reason');
    },
  },
  {
    id: 'states.image-status-reason',
    section: '2.6',
    rule: 'Its reason is `Task failed to start`, and it has no exit code',
    source: guide('job_retries'),
    async check(endpoint) {
      const containerProperties = {
        ...endpoint.container('exit 0'),
        image: 'no-such-registry.invalid/none:1',
      };
      const { name } = await endpoint.define({ containerProperties });
      const job = await endpoint.finish('exit 0', { jobDefinition: name });
      same([job.status, job.statusReason], ['FAILED', 'Task failed to start'], 'status and statusReason');
      same(job.container?.exitCode, undefined, 'exitCode');
    },
  },
  {
    id: 'states.log-stream',
    section: '2.7',
    rule: 'The log stream is `<definition’s name>/default/<id of the task>`',
    source: STATES,
    async check(endpoint) {
      const { container } = await endpoint.finish('exit 0');
      matches(
        container?.logStreamName,
        new RegExp(`^${endpoint.definition}/default/[^/]+$`),
        'logStreamName',
      );
    },
  },
  {
    id: 'states.log-stream-child',
    section: '2.7',
    rule: 'Each child has a log stream of its own',
    source: STATES,
    async check(endpoint) {
      const id = await endpoint.submit({ arrayProperties: { size: 2 } });
      await endpoint.end(id);
      const streams = [await endpoint.describe(`${id}:0`), await endpoint.describe(`${id}:1`)];
      const [first, second] = streams.map(({ container }) => container?.logStreamName);
      holds(first && second && first !== second, 'they share one or have none');
    },
  },
  {
    id: 'timeouts.failed',
    section: '3.4',
    rule: 'An attempt that exceeds its time-out is stopped; the reason is `Job attempt duration exceeded timeout`',
    source: guide('job_timeouts'),
    only: 'local',
    async check(endpoint) {
      const job = await endpoint.finish('exec sleep 60', { timeout: { attemptDurationSeconds: 1 } });
      same(
        [job.status, job.statusReason],
        ['FAILED', 'Job attempt duration exceeded timeout'],
        'status and reason',
      );
    },
  },
  {
    id: 'timeouts.no-retry',
    section: '5.1',
    rule: 'A job that timed out is not retried',
    source: guide('job_timeouts'),
    only: 'local',
    async check(endpoint) {
      const input = { timeout: { attemptDurationSeconds: 1 }, retryStrategy: { attempts: 3 } };
      same((await endpoint.finish('exec sleep 60', input)).attempts?.length, 1, 'attempts');
    },
  },
  {
    id: 'timeouts.each-attempt',
    section: '2.5',
    rule: 'The time-out begins anew with each attempt',
    source: guide('job_timeouts'),
    only: 'local',
    async check(endpoint) {
      const input = { timeout: { attemptDurationSeconds: 2 }, retryStrategy: { attempts: 3 } };
      const job = await endpoint.finish('sleep 1; exit 1', input);
      same(
        [job.attempts?.length, job.statusReason],
        [3, 'Essential container in task exited'],
        'attempts and reason',
      );
    },
  },
  {
    id: 'timeouts.sigterm-first',
    section: '3.4',
    rule: 'A job that timed out gets SIGTERM first',
    source: guide('job_timeouts'),
    only: 'local',
    async check(endpoint) {
      const script = 'trap "exit 33" TERM; sleep 60 & wait';
      const job = await endpoint.finish(script, { timeout: { attemptDurationSeconds: 1 } });
      same([job.status, job.container?.exitCode], ['FAILED', 33], 'status and exit code');
    },
  },
];

function ended(
  id: string,
  section: Rule['section'],
  rule: string,
  script: string,
  expected: [string, number],
  source: Source = STATES,
): Rule {
  return {
    id,
    section,
    rule,
    source,
    async check(endpoint) {
      const job = await endpoint.finish(script);
      same([job.status, job.container?.exitCode], expected, 'status and exit code');
    },
  };
}

function reason(id: string, rule: string, script: string): Rule {
  return {
    id,
    section: '2.6',
    rule,
    source: STATES,
    async check(endpoint) {
      const { statusReason } = await endpoint.finish(script);
      same(statusReason, 'Essential container in task exited', 'statusReason');
    },
  };
}
