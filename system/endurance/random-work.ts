import type { ContainerOverrides, RetryStrategy } from '@aws-sdk/client-batch';

/** What a job does, as a shell's command, and how it ends when nobody stops it. */
export interface Work {
  readonly name: string;
  readonly jobDefinition: 'shell' | 'absent';
  readonly command: readonly string[];
  readonly retryStrategy?: RetryStrategy;
  readonly attemptDurationSeconds?: number;
  /** Absent where it depends on when something comes. */
  readonly ends?: 'SUCCEEDED' | 'FAILED';
  /** Runs that it takes when nobody stops it. */
  readonly attempts?: number;
}

const RETRIES = 3;
/** Works that run into their time-outs keep a slot for a whole second, so that there are few. */
const TIMEOUT_SHARE = 0.01;

/** Draws some work; most of it is short. */
export function randomWork(random: () => number): Work {
  const among = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const pause = (0.01 + random() * 0.04).toFixed(3);
  if (random() < TIMEOUT_SHARE) {
    const work = among(['sleep 20', 'trap "" TERM; sleep 20 & wait; sleep 20', 'sleep 20 & sleep 20']);
    return { ...shell('time-out', work), attemptDurationSeconds: 1, ends: 'FAILED', attempts: 1 };
  }
  const code = 1 + Math.floor(random() * 5);
  return among<Work>([
    { ...shell('nothing', 'exec true'), ends: 'SUCCEEDED', attempts: 1 },
    { ...shell('short', `exec sleep ${pause}`), ends: 'SUCCEEDED', attempts: 1 },
    { ...shell('failure', `exit ${code}`), ends: 'FAILED', attempts: 1 },
    { ...shell('leaves a process', `sleep 20 & sleep ${pause}`), ends: 'SUCCEEDED', attempts: 1 },
    { ...shell('leaves a session', `setsid sleep 20 & sleep ${pause}; exit 1`), ends: 'FAILED', attempts: 1 },
    { ...shell('says goodbye', `trap 'exit 0' TERM; sleep ${pause} & wait`), ends: 'SUCCEEDED', attempts: 1 },
    { ...shell('hears nothing', `trap '' TERM; sleep 0.3`), ends: 'SUCCEEDED', attempts: 1 },
    {
      ...shell('third time lucky', `[ "$AWS_BATCH_JOB_ATTEMPT" = ${RETRIES} ]`),
      retryStrategy: { attempts: RETRIES },
      ends: 'SUCCEEDED',
      attempts: RETRIES,
    },
    {
      ...shell('retried by rule', `exit ${code}`),
      retryStrategy: {
        attempts: RETRIES,
        evaluateOnExit: [
          { onExitCode: '1', action: 'EXIT' },
          { onExitCode: '2*', onReason: '*', action: 'RETRY' },
          { onStatusReason: 'Essential*', action: 'RETRY' },
          { onExitCode: '*', action: 'EXIT' },
        ],
      },
      ends: 'FAILED',
      attempts: code === 1 ? 1 : RETRIES,
    },
    { name: 'no image', jobDefinition: 'absent', command: ['x'], ends: 'FAILED', attempts: 1 },
  ]);
}

/** Draws how many of four vCPUs a job takes; most take one. */
export function randomSize(random: () => number): ContainerOverrides['resourceRequirements'] {
  const vcpus = random() < 0.75 ? 1 : 2 + Math.floor(random() * 3);
  return [{ type: 'VCPU', value: String(vcpus) }];
}

function shell(name: string, script: string): Work {
  return { name, jobDefinition: 'shell', command: [script] };
}
