import type { EvaluateOnExit, SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { holds, refused, same } from '../expect.js';
import { github, guide, MODEL, type Rule, type Source } from '../rule.js';

const RETRIES = guide('job_retries');
type Strategy = SubmitJobCommandInput['retryStrategy'];

/** Exit codes, attempts, and the rules that say which endings are worth another attempt. */
export const retryRules: readonly Rule[] = [
  {
    id: 'retries.default',
    section: '5.1',
    rule: 'Without a retry strategy a job has one attempt',
    source: RETRIES,
    check: attempts('exit 1', undefined, ['FAILED', 1]),
  },
  {
    id: 'retries.attempts',
    section: '5.1',
    rule: '`attempts` is the number of all runs',
    source: RETRIES,
    check: attempts('exit 1', { attempts: 3 }, ['FAILED', 3]),
  },
  {
    id: 'retries.enough',
    section: '5.1',
    rule: 'A job that succeeds in its second attempt has no third',
    source: RETRIES,
    check: attempts('[ "$AWS_BATCH_JOB_ATTEMPT" = 2 ]', { attempts: 3 }, ['SUCCEEDED', 2]),
  },
  {
    id: 'retries.success-once',
    section: '5.1',
    rule: 'A job that succeeds at once is not run again',
    source: RETRIES,
    check: attempts('exit 0', { attempts: 3 }, ['SUCCEEDED', 1]),
  },
  {
    id: 'retries.attempt-details',
    section: '5.1',
    rule: 'Each attempt has its exit code, start, end, reason and log stream, oldest first',
    source: MODEL,
    async check(endpoint) {
      const script = 'exit $((AWS_BATCH_JOB_ATTEMPT + 4))';
      const job = await endpoint.finish(script, { retryStrategy: { attempts: 2 } });
      const { attempts: tries = [] } = job;
      same(
        tries.map(({ container }) => container?.exitCode),
        [5, 6],
        'exit codes of the attempts',
      );
      const streams = tries.map(({ container }) => container?.logStreamName);
      holds(
        streams[0] && streams[1] && streams[0] !== streams[1],
        'the attempts have no log streams of their own',
      );
      for (const { startedAt = 0, stoppedAt = 0, statusReason } of tries) {
        holds(startedAt > 1e12 && stoppedAt >= startedAt, 'an attempt lacks startedAt or stoppedAt');
        same(statusReason, 'Essential container in task exited', 'statusReason of an attempt');
      }
      same(job.container?.exitCode, 6, 'exit code of the job');
    },
  },
  strategyRefused('retries.attempts-0', '0 attempts are refused', { attempts: 0 }),
  strategyRefused('retries.attempts-11', '11 attempts are refused', { attempts: 11 }),
  {
    id: 'retries.attempts-10',
    section: '5.1',
    rule: '10 attempts are accepted',
    source: MODEL,
    check: attempts('[ "$AWS_BATCH_JOB_ATTEMPT" = 10 ]', { attempts: 10 }, ['SUCCEEDED', 10]),
  },
  {
    id: 'evaluate.needs-attempts',
    section: '5.2',
    rule: 'evaluateOnExit without attempts is refused',
    source: github('apache/airflow/pull/35789'),
    check: (endpoint) =>
      refused(
        endpoint.submit({ retryStrategy: { evaluateOnExit: [{ onExitCode: '1', action: 'EXIT' }] } }),
        'RetryAttempts must be provided with retry strategy',
      ),
  },
  evaluated('evaluate.exit-code', 'EXIT on the exit code ends the job', [exit({ onExitCode: '3' })], 1),
  evaluated('evaluate.other-code', 'Without a match the job is retried', [exit({ onExitCode: '4' })], 3),
  evaluated(
    'evaluate.code-star',
    'A trailing `*` of onExitCode matches any rest',
    [exit({ onExitCode: '3*' })],
    1,
  ),
  evaluated('evaluate.code-whole', 'Without `*` the whole code must match', [exit({ onExitCode: '33' })], 3),
  evaluated('evaluate.bounded', 'RETRY is bounded by attempts', [retry({ onExitCode: '3' })], 3),
  evaluated(
    'evaluate.first-match',
    'The first entry that matches decides',
    [retry({ onExitCode: '3' }), exit({ onStatusReason: '*' })],
    3,
  ),
  evaluated(
    'evaluate.last-star',
    'EXIT on `*` as the last entry ends what no other entry retries',
    [retry({ onExitCode: '9' }), exit({ onExitCode: '*' })],
    1,
  ),
  evaluated(
    'evaluate.and',
    'All conditions of an entry must match',
    [exit({ onExitCode: '3', onStatusReason: 'Host EC2*' })],
    3,
  ),
  evaluated(
    'evaluate.and-both',
    'An entry matches when all its conditions do',
    [exit({ onExitCode: '3', onStatusReason: 'Essential*' })],
    1,
  ),
  evaluated(
    'evaluate.status-reason',
    'onStatusReason matches the whole reason',
    [exit({ onStatusReason: 'Essential container in task exited' })],
    1,
  ),
  evaluated(
    'evaluate.status-reason-part',
    'onStatusReason without `*` does not match a part',
    [exit({ onStatusReason: 'Essential container' })],
    3,
  ),
  evaluated(
    'evaluate.action-case',
    'The action may be written in lower case',
    [{ onExitCode: '3', action: 'exit' as 'EXIT' }],
    1,
  ),
  {
    id: 'evaluate.reason',
    section: '5.2',
    rule: 'onReason matches the container’s reason, such as that its image cannot be pulled',
    source: MODEL,
    async check(endpoint) {
      const containerProperties = {
        ...endpoint.container('exit 0'),
        image: 'no-such-registry.invalid/none:1',
      };
      const { name } = await endpoint.define({ containerProperties });
      const evaluateOnExit = [exit({ onReason: 'CannotPullContainerError*' })];
      const retryStrategy = { attempts: 3, evaluateOnExit };
      const { status, attempts: tries } = await endpoint.finish('exit 0', {
        jobDefinition: name,
        retryStrategy,
      });
      same([status, tries?.length], ['FAILED', 1], 'status and attempts');
    },
  },
  {
    id: 'evaluate.five',
    section: '5.2',
    rule: 'Five entries are accepted',
    source: MODEL,
    check: attempts('exit 3', { attempts: 2, evaluateOnExit: Array(5).fill(exit({ onExitCode: '3' })) }, [
      'FAILED',
      1,
    ]),
  },
  entriesRefused('evaluate.six', 'Six entries are refused', Array(6).fill(exit({ onExitCode: '3' }))),
  entriesRefused('evaluate.code-letters', 'An onExitCode with letters is refused', [
    exit({ onExitCode: 'abc' }),
  ]),
  entriesRefused('evaluate.code-star-first', 'A `*` before the end is refused', [exit({ onExitCode: '*3' })]),
  entriesRefused('evaluate.reason-characters', 'An onReason with a bracket is refused', [
    exit({ onReason: 'Host (i' }),
  ]),
  entriesRefused('evaluate.reason-513', 'An onReason of 513 characters is refused', [
    exit({ onReason: 'x'.repeat(513) }),
  ]),
  entriesRefused('evaluate.action-unknown', 'An unknown action is refused', [
    { onExitCode: '3', action: 'AGAIN' as 'EXIT' },
  ]),
  entriesRefused('evaluate.action-missing', 'An entry without action is refused', [
    { onExitCode: '3', action: undefined },
  ]),
];

function exit(conditions: Omit<EvaluateOnExit, 'action'>): EvaluateOnExit {
  return { ...conditions, action: 'EXIT' };
}

function retry(conditions: Omit<EvaluateOnExit, 'action'>): EvaluateOnExit {
  return { ...conditions, action: 'RETRY' };
}

function attempts(script: string, strategy: Strategy, expected: [string, number]): Rule['check'] {
  return async (endpoint) => {
    const job = await endpoint.finish(script, strategy && { retryStrategy: strategy });
    same([job.status, job.attempts?.length], expected, 'status and attempts');
  };
}

/** Three attempts of a job that always ends with 3. */
function evaluated(id: string, rule: string, evaluateOnExit: EvaluateOnExit[], expected: number): Rule {
  const check = attempts('exit 3', { attempts: 3, evaluateOnExit }, ['FAILED', expected]);
  return { id, section: '5.2', rule, source: RETRIES, check };
}

function strategyRefused(id: string, rule: string, retryStrategy: Strategy, source: Source = MODEL): Rule {
  return {
    id,
    section: '5.1',
    rule,
    source,
    check: (endpoint) => refused(endpoint.submit({ retryStrategy })),
  };
}

function entriesRefused(id: string, rule: string, evaluateOnExit: EvaluateOnExit[]): Rule {
  const retryStrategy = { attempts: 2, evaluateOnExit };
  return {
    id,
    section: '5.2',
    rule,
    source: MODEL,
    check: (endpoint) => refused(endpoint.submit({ retryStrategy })),
  };
}
