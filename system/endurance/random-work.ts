import type { RetryStrategy } from '@aws-sdk/client-batch';

/** How an attempt ends that nobody disturbs. */
export interface Ending {
  readonly statusReason: string;
  /** Absent where it depends on when a signal comes, or where nothing has run. */
  readonly exitCode?: number;
}

/** What a job does, as a shell's script, and how each attempt of it ends when nobody disturbs it. */
export interface Work {
  readonly name: string;
  readonly jobDefinition: 'shell' | 'absent';
  readonly script: string;
  readonly retryStrategy?: RetryStrategy;
  readonly attemptDurationSeconds?: number;
  /** @param attempt - From 1. */
  readonly ends: (attempt: number) => Ending;
}

const MOST_ATTEMPTS = 3;
/** Works that run into their time-outs keep a slot for a whole second, so that there are few. */
const TIMEOUT_SHARE = 0.01;

const STRATEGIES: readonly (RetryStrategy | undefined)[] = [
  undefined,
  { attempts: MOST_ATTEMPTS },
  {
    attempts: MOST_ATTEMPTS,
    evaluateOnExit: [
      { onStatusReason: 'Host EC2*', action: 'RETRY' },
      { onStatusReason: 'Your Spot Task*', action: 'RETRY' },
      { onReason: '*', action: 'EXIT' },
    ],
  },
  {
    attempts: MOST_ATTEMPTS,
    evaluateOnExit: [
      { onExitCode: '1', action: 'EXIT' },
      { onExitCode: '2*', onReason: '*', action: 'RETRY' },
      { onReason: 'OutOfMemoryError*', action: 'RETRY' },
      { onStatusReason: 'Essential*', action: 'RETRY' },
      { onExitCode: '*', action: 'EXIT' },
    ],
  },
];

/** Draws some work; most of it is short. */
export function randomWork(random: () => number): Work {
  const among = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const pause = (0.01 + random() * 0.04).toFixed(3);
  const code = 1 + Math.floor(random() * 5);
  const retryStrategy = among(STRATEGIES);
  const retried = retryStrategy && { retryStrategy };
  if (random() < TIMEOUT_SHARE) {
    const script = among(['sleep 20', 'trap "" TERM; sleep 20 & wait; sleep 20', 'sleep 20 & sleep 20']);
    const ending = { statusReason: 'Job attempt duration exceeded timeout' };
    return { ...shell('time-out', script, () => ending), attemptDurationSeconds: 1, ...retried };
  }
  return among<Work>([
    { ...exits('nothing', 'exec true', 0), ...retried },
    { ...exits('short', `exec sleep ${pause}`, 0), ...retried },
    { ...exits('failure', `exit ${code}`, code), ...retried },
    { ...exits('leaves-a-process', `sleep 20 & sleep ${pause}`, 0), ...retried },
    { ...exits('leaves-a-session', `setsid sleep 20 & sleep ${pause}; exit ${code}`, code), ...retried },
    { ...exits('says-goodbye', `trap 'exit 0' TERM; sleep ${pause} & wait`, 0), ...retried },
    { ...exits('hears-nothing', `trap '' TERM; sleep ${pause}; sleep ${pause}`, 0), ...retried },
    {
      ...shell('third-time-lucky', `[ "$AWS_BATCH_JOB_ATTEMPT" = ${MOST_ATTEMPTS} ]`, (attempt) =>
        exit(attempt === MOST_ATTEMPTS ? 0 : 1),
      ),
      retryStrategy: { attempts: MOST_ATTEMPTS },
    },
    {
      name: 'no-image',
      jobDefinition: 'absent',
      script: '',
      ends: () => ({ statusReason: 'Task failed to start' }),
      ...retried,
    },
  ]);
}

function exits(name: string, script: string, exitCode: number): Work {
  return shell(name, script, () => exit(exitCode));
}

function exit(exitCode: number): Ending {
  return { statusReason: 'Essential container in task exited', exitCode };
}

function shell(name: string, script: string, ends: Work['ends']): Work {
  return { name, jobDefinition: 'shell', script, ends };
}
