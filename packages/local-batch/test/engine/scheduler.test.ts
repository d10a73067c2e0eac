import { setImmediate as nextPass } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { SubmittedJob } from '../../src/engine/job-record.js';
import { setUpScheduler } from './set-up-scheduler.js';

const dependingOn = (...ids: string[]) => ({ dependsOn: ids.map((jobId) => ({ jobId })) });

describe('Scheduler', () => {
  test('places a job once although two of its dependencies end in the same moment', async () => {
    const { submit, started } = setUpScheduler();
    submit('a');
    submit('b');
    const job = submit('c', dependingOn('a', 'b'));
    await nextPass();
    const ends = started.map(({ succeed }) => succeed());
    await Promise.all(ends);
    expect(job.state).toBe('STARTING');
    expect(started.map(({ jobId }) => jobId)).toEqual(['a', 'b', 'c']);
  });

  test('walks a job through SUBMITTED, RUNNABLE, STARTING and RUNNING to SUCCEEDED', async () => {
    const { submit, started } = setUpScheduler();
    submit('first', { vcpus: 2 });
    const job = submit('job');
    const states = [job.state];
    const look = () => states.push(job.state);
    await nextPass();
    look();
    started[0]?.run();
    await started[0]?.end({ exitCode: 0 });
    look();
    started[1]?.run();
    look();
    await started[1]?.end({ exitCode: 0 });
    look();
    expect(states).toEqual(['SUBMITTED', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED']);
  });

  test('never gives out more vCPUs than there are, and keeps the order of submission', async () => {
    const { submit, started } = setUpScheduler();
    submit('one', { vcpus: 1 });
    submit('two', { vcpus: 2 });
    submit('three', { vcpus: 1 });
    await nextPass();
    expect(started.map(({ jobId }) => jobId)).toEqual(['one']);
    started[0]?.run();
    await started[0]?.end({ exitCode: 0 });
    expect(started.map(({ jobId }) => jobId)).toEqual(['one', 'two']);
    started[1]?.run();
    await started[1]?.end({ exitCode: 0 });
    expect(started.map(({ jobId }) => jobId)).toEqual(['one', 'two', 'three']);
  });

  test('serves the queue of higher priority first', async () => {
    const { submit, started } = setUpScheduler();
    submit('low', { vcpus: 2 });
    submit('high', { vcpus: 2, jobQueue: 'urgent' });
    await nextPass();
    expect(started.map(({ jobId }) => jobId)).toEqual(['high']);
  });

  test('leaves a job that can never fit RUNNABLE, says why, and goes on with the next', async () => {
    const { submit, started } = setUpScheduler();
    const huge = submit('huge', { vcpus: 3 });
    submit('next');
    await nextPass();
    expect(huge).toMatchObject({
      state: 'RUNNABLE',
      statusReason: expect.stringMatching(/^MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT/),
    });
    expect(started.map(({ jobId }) => jobId)).toEqual(['next']);
  });

  test('runs a dependent array only once its dependency has SUCCEEDED', async () => {
    const { submit, started } = setUpScheduler();
    submit('render');
    const array = submit('compile', dependingOn('render'), 2);
    await nextPass();
    expect(array).toMatchObject({ state: 'PENDING', summary: { PENDING: 2 } });
    started[0]?.run();
    await started[0]?.end({ exitCode: 0 });
    expect(array).toMatchObject({ state: 'PENDING', summary: { STARTING: 2 } });
  });

  test('fails a chain of 20,000 dependents when its first job fails', async () => {
    const { submit, started } = setUpScheduler();
    submit('0');
    let last: SubmittedJob | undefined;
    for (let index = 1; index <= 20_000; index++)
      last = submit(String(index), dependingOn(String(index - 1)));
    await nextPass();
    started[0]?.run();
    await started[0]?.end({ exitCode: 1 });
    expect(last).toMatchObject({ state: 'FAILED', statusReason: 'Dependent Job failed' });
    expect(started).toHaveLength(1);
  });

  test('cancels a PENDING job only after its dependencies have ended', async () => {
    const { scheduler, submit, started } = setUpScheduler();
    submit('a');
    submit('b');
    const dependent = submit('c', dependingOn('a', 'b'));
    await nextPass();
    scheduler.cancel(dependent, 'not needed');
    for (const task of started) task.run();
    await started[0]?.end({ exitCode: 1 });
    expect(dependent.state).toBe('PENDING');
    await started[1]?.end({ exitCode: 0 });
    expect(dependent).toMatchObject({ state: 'FAILED', statusReason: 'not needed', stop: { by: 'cancel' } });
  });

  test('keeps the reason of a terminated array when its dependency fails afterwards', async () => {
    const { scheduler, submit, started } = setUpScheduler();
    submit('a');
    const array = submit('b', dependingOn('a'), 2);
    await nextPass();
    scheduler.terminate(array, 'not needed');
    expect(array).toMatchObject({ state: 'FAILED', statusReason: 'not needed' });
    started[0]?.run();
    await started[0]?.end({ exitCode: 1 });
    expect(array.statusReason).toBe('not needed');
  });

  test('cancels the waiting children of an array and lets the running ones finish', async () => {
    const { scheduler, submit, started } = setUpScheduler();
    const array = submit('array', { retryStrategy: { attempts: 3, evaluateOnExit: [] } }, 5);
    await nextPass();
    for (const task of started) task.run();
    scheduler.cancel(array, 'enough');
    expect(array).toMatchObject({ state: 'PENDING', summary: { RUNNING: 2, FAILED: 3 } });
    await started[0]?.end({ exitCode: 0 });
    await started[1]?.end({ exitCode: 1 });
    expect(array).toMatchObject({
      state: 'FAILED',
      statusReason: 'enough',
      summary: { SUCCEEDED: 1, FAILED: 4 },
    });
    expect(started).toHaveLength(2);
  });

  test('fails a terminated job with the reason given, though it exits with 0 and has attempts left', async () => {
    const { scheduler, submit, started } = setUpScheduler();
    const job = submit('job', { retryStrategy: { attempts: 3, evaluateOnExit: [] } });
    await nextPass();
    started[0]?.run();
    const ending = started[0]?.end({ exitCode: 0 });
    scheduler.terminate(job, 'wrong scene');
    await ending;
    expect(job).toMatchObject({ state: 'FAILED', statusReason: 'wrong scene', stop: { by: 'terminate' } });
    expect(started).toHaveLength(1);
  });

  test('fails a refused job when it is placed, without running it, and its dependents with it', async () => {
    const { submit, started } = setUpScheduler();
    const job = submit('job', { refusal: 'too long' }, 2);
    const dependent = submit('dependent', dependingOn('job'));
    await nextPass();
    await nextPass();
    expect(job).toMatchObject({ state: 'FAILED', statusReason: 'Array Child Job failed' });
    expect(dependent.state).toBe('FAILED');
    expect(started).toEqual([]);
  });

  test('places nothing more once it is closed', async () => {
    const { scheduler, submit, started } = setUpScheduler();
    const first = submit('first', { vcpus: 2 });
    submit('second');
    await nextPass();
    await scheduler.close();
    await nextPass();
    expect(first.state).toBe('FAILED');
    expect(started).toHaveLength(1);
  });
});
