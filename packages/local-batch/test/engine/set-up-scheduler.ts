import { setImmediate as nextPass } from 'node:timers/promises';
import type { JobRequest, SubmittedJob } from '../../src/engine/job-record.js';
import { newJob } from '../../src/engine/new-job.js';
import { Scheduler } from '../../src/engine/scheduler.js';
import { Store } from '../../src/engine/store.js';
import type { Runner, TaskEnding } from '../../src/runners/runner.js';

interface StartedTask {
  readonly jobId: string | undefined;
  readonly run: () => void;
  readonly end: (ending: TaskEnding) => Promise<void>;
  /** Runs, and ends well. */
  readonly succeed: () => Promise<void>;
}

/** A scheduler on a compute environment of two vCPUs, whose tasks start and end when the test says so. */
export function setUpScheduler() {
  let time = 1000;
  const started: StartedTask[] = [];
  const runner: Runner = {
    start(task, onStarted) {
      let resolve: (ending: TaskEnding) => void = () => {};
      const ended = new Promise<TaskEnding>((done) => {
        resolve = done;
      });
      const end = async (ending: TaskEnding) => {
        resolve(ending);
        await nextPass();
        await nextPass();
      };
      const succeed = () => {
        onStarted();
        return end({ exitCode: 0 });
      };
      started.push({ jobId: task.environment.AWS_BATCH_JOB_ID, run: onStarted, end, succeed });
      return { ended, stop: () => resolve({ exitCode: 143 }), kill: () => resolve({ exitCode: 137 }) };
    },
  };
  const store = new Store();
  store.putComputeEnvironment({ name: 'ce', state: 'ENABLED', vcpus: 2 });
  const computeEnvironments = [{ name: 'ce', order: 1 }];
  store.putQueue({ name: 'queue', state: 'ENABLED', priority: 1, computeEnvironments, tags: {} });
  store.putQueue({ name: 'urgent', state: 'ENABLED', priority: 9, computeEnvironments, tags: {} });
  const scheduler = new Scheduler({ store, runner, now: () => time, newId: () => 'attempt' });
  const submit = (jobId: string, changes: Partial<JobRequest> = {}, arraySize?: number): SubmittedJob => {
    const job = newJob({ ...REQUEST, jobId, number: store.nextNumber(), ...changes }, arraySize);
    store.addJob(job);
    scheduler.submit(job);
    return job;
  };
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { scheduler, store, submit, started, pass };
}

const REQUEST: JobRequest = {
  jobId: '',
  number: 0,
  jobName: 'job',
  jobQueue: 'queue',
  definitionName: 'definition',
  definitionRevision: 1,
  createdAt: 1,
  image: 'image',
  command: [],
  environment: [],
  resourceRequirements: [],
  vcpus: 1,
  memoryMiB: 0,
  gpus: 0,
  platformCapabilities: [],
  shareIdentifier: undefined,
  schedulingPriority: 0,
  retryStrategy: { attempts: 1, evaluateOnExit: [] },
  attemptDurationSeconds: undefined,
  dependsOn: [],
  parameters: {},
  tags: {},
  propagateTags: false,
  refusal: undefined,
};
