import { setImmediate as nextPass } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { arnOf } from '../../src/engine/arn.js';
import type { FairsharePolicy } from '../../src/engine/resource-records.js';
import { setUpScheduler } from './set-up-scheduler.js';

const computeEnvironments = [{ name: 'ce', order: 1 }];

/** The same with a queue `fair` that has a policy, and its jobs by share, each named after its share. */
function setUpFair(fairsharePolicy: Partial<FairsharePolicy> = {}) {
  const all = setUpScheduler();
  const policy = { shareDecaySeconds: 0, computeReservation: 0, shareDistribution: [], ...fairsharePolicy };
  all.store.putSchedulingPolicy({ name: 'policy', fairsharePolicy: policy, tags: {} });
  const schedulingPolicyArn = arnOf('scheduling-policy', 'policy');
  all.store.putQueue({
    ...{ name: 'fair', state: 'ENABLED', priority: 1, computeEnvironments, tags: {} },
    schedulingPolicyArn,
  });
  let number = 0;
  const submitTo = (shareIdentifier: string, count: number, schedulingPriority = 0) => {
    for (let job = 0; job < count; job++) {
      number += 1;
      all.submit(`${shareIdentifier}${number}`, { jobQueue: 'fair', shareIdentifier, schedulingPriority });
    }
  };
  /** Lets every job run for so long, and tells the shares in the order of their turns. */
  const runAll = async (seconds: number) => {
    await nextPass();
    for (let next = 0; next < all.started.length; next++) {
      all.pass(seconds * 1000);
      await all.started[next]?.succeed();
    }
    return all.started.map(({ jobId = '' }) => jobId.replace(/\d+$/, '')).join('');
  };
  return { ...all, submitTo, runAll };
}

describe('a queue with a scheduling policy', () => {
  test('takes turns among shares, however many jobs one of them has', async () => {
    const { submitTo, runAll } = setUpFair();
    submitTo('A', 6);
    submitTo('B', 2);
    expect(await runAll(1)).toBe('ABABAAAA');
  });

  test('gives a share of half the weight twice as much', async () => {
    const shareDistribution = [{ shareIdentifier: 'B*', weightFactor: 0.5 }];
    const { submitTo, runAll } = setUpFair({ shareDistribution });
    submitTo('A', 20);
    submitTo('B', 20);
    const order = await runAll(100);
    const first = [...order.slice(0, 18)].filter((share) => share === 'B').length;
    expect(first).toBeGreaterThanOrEqual(11);
    expect(first).toBeLessThanOrEqual(13);
  });

  test('remembers what a share has used, and forgets it in time', async () => {
    const used = setUpFair({ shareDecaySeconds: 100 });
    used.submitTo('A', 2);
    await used.runAll(500);
    used.submitTo('A', 2);
    used.submitTo('B', 2);
    await nextPass();
    expect(used.started.slice(2).map(({ jobId }) => jobId?.[0])).toEqual(['B', 'B']);

    const idle = setUpFair({ shareDecaySeconds: 100 });
    idle.submitTo('A', 2);
    await idle.runAll(500);
    idle.pass(10 ** 7);
    idle.submitTo('A', 2);
    idle.submitTo('B', 2);
    await nextPass();
    expect(idle.started.slice(2).map(({ jobId }) => jobId?.[0])).toEqual(['A', 'B']);
  });

  test('has a share whose usage has faded come as late as any new one', async () => {
    const { submitTo, runAll, started, pass } = setUpFair({ shareDecaySeconds: 100 });
    submitTo('A', 2);
    await runAll(500);
    pass(10 ** 7);
    submitTo('B', 2);
    submitTo('A', 2);
    await nextPass();
    expect(started.slice(2).map(({ jobId }) => jobId?.[0])).toEqual(['B', 'A']);
  });

  test('runs jobs of a share by their priority', async () => {
    const { submitTo, started } = setUpFair();
    submitTo('L', 1, 1);
    submitTo('H', 1, 1);
    submitTo('A', 2, 1);
    submitTo('A', 1, 9);
    await nextPass();
    await started[0]?.succeed();
    expect(started[2]?.jobId).toBe('A5');
  });

  test('keeps the reserved part for further shares, but never all', async () => {
    const { submitTo, started } = setUpFair({ computeReservation: 50 });
    submitTo('A', 2);
    await nextPass();
    expect(started).toHaveLength(1);
    submitTo('B', 1);
    await nextPass();
    expect(started).toHaveLength(1);
    const none = setUpFair({ computeReservation: 99 });
    none.submitTo('A', 1);
    await nextPass();
    expect(none.started).toHaveLength(1);
  });
});

describe('a compute environment of several queues', () => {
  test('is kept for the head of the queue of higher priority', async () => {
    const { submit, started } = setUpScheduler();
    submit('small', { jobQueue: 'queue' });
    await nextPass();
    submit('large', { jobQueue: 'urgent', vcpus: 2 });
    submit('second', { jobQueue: 'queue' });
    await nextPass();
    expect(started.map(({ jobId }) => jobId)).toEqual(['small']);
    await started[0]?.succeed();
    expect(started.map(({ jobId }) => jobId)).toEqual(['small', 'large']);
  });
});

describe('jobStateTimeLimitActions', () => {
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT', 3],
    ['MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE', 2],
  ])('end a job that waits for too long because of %s', async (reason, vcpus) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { store, submit, scheduler } = setUpScheduler();
    const action = { reason, state: 'RUNNABLE', maxTimeSeconds: 600, action: 'CANCEL' } as const;
    const queue = { name: 'limited', state: 'ENABLED', priority: 1, computeEnvironments, tags: {} } as const;
    store.putQueue({ ...queue, jobStateTimeLimitActions: [action] });
    submit('running', { vcpus: 2 });
    await nextPass();
    const job = submit('waiting', { jobQueue: 'limited', vcpus });
    const behind = submit('behind', { jobQueue: 'limited', vcpus: 2 });
    await nextPass();
    await vi.advanceTimersByTimeAsync(599_000);
    expect(job.state).toBe('RUNNABLE');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(job).toMatchObject({
      state: 'FAILED',
      statusReason: `Canceled by JobStateTimeLimit action due to reason: ${reason}`,
    });
    expect(behind.state).toBe('RUNNABLE');
    await scheduler.close();
  });

  test('end with the job that fits nowhere', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { store, submit, scheduler } = setUpScheduler();
    const reason = 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT';
    const action = { reason, state: 'RUNNABLE', maxTimeSeconds: 600, action: 'CANCEL' } as const;
    const queue = { name: 'limited', state: 'ENABLED', priority: 1, computeEnvironments, tags: {} } as const;
    store.putQueue({ ...queue, jobStateTimeLimitActions: [action] });
    const job = submit('misfit', { jobQueue: 'limited', vcpus: 3 });
    await nextPass();
    expect([vi.getTimerCount(), scheduler.waiting('limited', 9)]).toEqual([1, [job]]);
    scheduler.cancel(job, 'not needed');
    await nextPass();
    expect([vi.getTimerCount(), scheduler.waiting('limited', 9)]).toEqual([0, []]);
    await scheduler.close();
  });

  test('end with the queue that has them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { store, submit, scheduler } = setUpScheduler();
    const reason = 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE';
    const action = { reason, state: 'RUNNABLE', maxTimeSeconds: 600, action: 'CANCEL' } as const;
    const queue = { name: 'limited', state: 'ENABLED', priority: 1, computeEnvironments, tags: {} } as const;
    store.putQueue({ ...queue, jobStateTimeLimitActions: [action] });
    submit('running', { vcpus: 2 });
    await nextPass();
    const job = submit('waiting', { jobQueue: 'limited' });
    await nextPass();
    expect(vi.getTimerCount()).toBe(1);
    scheduler.terminate(job, 'JobQueue deleted');
    store.removeQueue('limited');
    scheduler.queueRemoved('limited');
    await nextPass();
    expect(vi.getTimerCount()).toBe(0);
    await scheduler.close();
  });
});
