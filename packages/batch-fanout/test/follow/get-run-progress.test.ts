import {
  BatchClient,
  DescribeJobQueuesCommand,
  DescribeJobsCommand,
  type JobDetail,
  ListJobsCommand,
} from '@aws-sdk/client-batch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Clock,
  explainWaiting,
  type FollowedProgress,
  followRun,
  getRunProgress,
  planFanout,
  type RunJobs,
} from '../../src/index.js';

const client = new BatchClient({ region: 'eu-central-1' });
const batch = mockClient(client);
const target = { jobQueue: 'spot', jobDefinition: 'worker' };
const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
const run: RunJobs = {
  runId: 'film',
  plan,
  renderPlan: plan,
  renderJobs: [{ jobId: 'array', firstChunk: 0, arraySize: 3, ...target }],
  compileJob: { jobId: 'compile', ...target },
};
const detail = (jobId: string, fields: Partial<JobDetail>) => ({ jobId, ...fields }) as JobDetail;
const array = (statusSummary: Record<string, number>, status: JobDetail['status'] = 'PENDING') =>
  detail('array', { status, arrayProperties: { size: 3, statusSummary } });

beforeEach(() => {
  batch.reset();
});

describe('getRunProgress', () => {
  test('counts chunks from the parent’s summary with one call', async () => {
    const jobs = [array({ SUCCEEDED: 1, RUNNING: 1, RUNNABLE: 1 }), detail('compile', { status: 'PENDING' })];
    batch.on(DescribeJobsCommand).resolves({ jobs });
    const progress = await getRunProgress(client, run);
    expect(progress).toEqual({
      runId: 'film',
      chunks: { total: 3, waiting: 1, running: 1, succeeded: 1, failed: 0 },
      frames: { total: 10, done: 3 },
      compileJob: { status: 'PENDING' },
      failedChunks: [],
    });
    expect(batch.calls()).toHaveLength(1);
  });

  test.each([
    [
      'ECS, where another container has failed',
      {
        ecsProperties: {
          taskProperties: [
            {
              containers: [
                { name: 'proxy', exitCode: 0, logStreamName: 'proxy/1' },
                { name: 'worker', exitCode: 65, reason: 'no scene', logStreamName: 'worker/1' },
              ],
            },
          ],
        },
      },
      { reason: 'no scene', exitCode: 65, logStreamName: 'worker/1' },
    ],
    [
      'ECS, where another container has ended well and the worker never began',
      { ecsProperties: { taskProperties: [{ containers: [{ exitCode: 0 }, { reason: 'no image' }] }] } },
      { reason: 'no image' },
    ],
    [
      'a machine that was lost',
      { container: { logStreamName: 'worker/1' }, statusReason: 'Host EC2 terminated' },
      { reason: 'Host EC2 terminated', logStreamName: 'worker/1' },
    ],
    [
      'EKS, which has no log streams',
      { eksProperties: { podProperties: { containers: [{ exitCode: 137, reason: 'OOMKilled' }] } } },
      { reason: 'OOMKilled', exitCode: 137 },
    ],
    [
      'a child that never started',
      { statusReason: 'CannotPullContainerError' },
      { reason: 'CannotPullContainerError' },
    ],
  ])('says how a child ended on %s', async (_, ending, expected) => {
    const child = detail('array:1', { arrayProperties: { index: 1 }, ...ending });
    const parents = [array({ SUCCEEDED: 2, FAILED: 1 }, 'FAILED'), detail('compile', { status: 'FAILED' })];
    batch.on(ListJobsCommand).resolves({ jobSummaryList: [{ jobId: 'array:1', jobName: 'x' }] });
    batch
      .on(DescribeJobsCommand)
      .callsFake(({ jobs }) => ({ jobs: jobs.includes('array:1') ? [child] : parents }));
    const { failedChunks } = await getRunProgress(client, run);
    expect(failedChunks).toEqual([{ chunk: 1, frames: '5-7', jobId: 'array:1', ...expected }]);
  });

  test('names a failed chunk with its frames, exit code, reason and log', async () => {
    const child = detail('array:1', {
      arrayProperties: { index: 1 },
      container: { exitCode: 65, logStreamName: 'worker/default/1' },
      statusReason: 'Essential container in task exited',
    });
    const jobs = [array({ SUCCEEDED: 2, FAILED: 1 }, 'FAILED'), detail('compile', { status: 'FAILED' })];
    batch
      .on(DescribeJobsCommand)
      .resolvesOnce({ jobs })
      .resolvesOnce({ jobs: [child] });
    batch
      .on(ListJobsCommand)
      .resolves({ jobSummaryList: [{ jobId: 'array:1', jobName: 'film-g0-render-0' }] });
    const progress = await getRunProgress(client, run);
    expect(progress.outcome).toBe('failed');
    expect(progress.failedChunks).toEqual([
      {
        chunk: 1,
        frames: '5-7',
        jobId: 'array:1',
        exitCode: 65,
        reason: 'Essential container in task exited',
        logStreamName: 'worker/default/1',
      },
    ]);
  });

  test('names all failed children of an ended run, page by page, and counts frames exactly', async () => {
    const big = planFanout({ totalFrames: 1_001, framesPerJob: 2 });
    const followed = {
      ...run,
      plan: big,
      renderPlan: big,
      renderJobs: [{ ...target, jobId: 'array', firstChunk: 0, arraySize: 501 }],
    };
    const ids = Array.from({ length: 150 }, (_, index) => `array:${index}`);
    const parent = detail('array', {
      status: 'FAILED',
      arrayProperties: { size: 501, statusSummary: { FAILED: 150, SUCCEEDED: 351 } },
    });
    batch.on(DescribeJobsCommand).callsFake(({ jobs }: { jobs: string[] }) => ({
      jobs: jobs.includes('compile')
        ? [parent, detail('compile', { status: 'FAILED' })]
        : jobs.map((id) => detail(id, { arrayProperties: { index: Number(id.split(':')[1]) } })),
    }));
    const page = (list: string[]) => list.map((jobId) => ({ jobId, jobName: 'x' }));
    batch
      .on(ListJobsCommand)
      .resolvesOnce({ jobSummaryList: page(ids.slice(0, 100)), nextToken: 'more' })
      .resolvesOnce({ jobSummaryList: page(ids.slice(100)) });
    const { failedChunks, frames } = await getRunProgress(client, followed);
    expect(failedChunks.map(({ chunk }) => chunk)).toEqual(ids.map((_, index) => index));
    expect(frames).toEqual({ total: 1_001, done: 1_001 - 300 });
  });

  test('asks for one page of failed children while the run goes on', async () => {
    const jobs = [array({ FAILED: 1, RUNNING: 2 }), detail('compile', { status: 'PENDING' })];
    batch.on(DescribeJobsCommand).resolvesOnce({ jobs }).resolves({ jobs: [] });
    batch.on(ListJobsCommand).resolves({ jobSummaryList: [], nextToken: 'more' });
    await getRunProgress(client, run);
    expect(batch.commandCalls(ListJobsCommand)).toHaveLength(1);
  });

  test('calls the outcome unknown when AWS Batch has forgotten the jobs', async () => {
    batch.on(DescribeJobsCommand).resolves({ jobs: [] });
    expect((await getRunProgress(client, run)).outcome).toBe('unknown');
  });

  test.each([[undefined], [{}], [{ RUNNING: 1, SUCCEEDED: 2 }]])(
    'believes a failed parent over its summary %j',
    async (statusSummary) => {
      const parent = detail('array', {
        status: 'FAILED',
        arrayProperties: { size: 3, ...(statusSummary && { statusSummary }) },
      });
      batch.on(DescribeJobsCommand).resolves({ jobs: [parent, detail('compile', { status: 'FAILED' })] });
      batch.on(ListJobsCommand).resolves({ jobSummaryList: [] });
      const { outcome, chunks } = await getRunProgress(client, run);
      expect({ outcome, waiting: chunks.waiting, running: chunks.running }).toEqual({
        outcome: 'failed',
        waiting: 0,
        running: 0,
      });
    },
  );
});

describe('followRun', () => {
  const waiting = [array({ RUNNABLE: 3 }), detail('compile', { status: 'PENDING' })];
  const running = [array({ RUNNING: 3 }), detail('compile', { status: 'PENDING' })];
  const finished = [array({ SUCCEEDED: 3 }, 'SUCCEEDED'), detail('compile', { status: 'SUCCEEDED' })];

  test('ends with the outcome, and asks once a look while nothing fails', async () => {
    batch.on(DescribeJobsCommand).resolvesOnce({ jobs: running }).resolves({ jobs: finished });
    const { values } = await follow();
    expect(values.map(({ outcome }) => outcome)).toEqual([undefined, 'succeeded']);
    expect(values.at(-1)?.frames).toEqual({ total: 10, done: 10 });
    expect(batch.calls()).toHaveLength(2);
  });

  test('looks less often while nothing changes, and as often as before once something does', async () => {
    batch
      .on(DescribeJobsCommand)
      .resolvesOnce({ jobs: running })
      .resolvesOnce({ jobs: running })
      .resolvesOnce({ jobs: running })
      .resolvesOnce({ jobs: [array({ RUNNING: 2, SUCCEEDED: 1 }), detail('compile', { status: 'PENDING' })] })
      .resolves({ jobs: finished });
    const { waits } = await follow();
    expect(waits).toEqual([5_000, 7_500, 11_250, 5_000]);
  });

  test('is slowed down by throttles and lost answers, but not ended', async () => {
    const throttle = Object.assign(new Error('slow down'), { $metadata: { httpStatusCode: 429 } });
    batch
      .on(DescribeJobsCommand)
      .rejectsOnce(throttle)
      .rejectsOnce(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
      .resolves({ jobs: finished });
    const { values, waits } = await follow();
    expect(values).toHaveLength(1);
    expect(waits.every((wait) => wait > 5_000)).toBe(true);
  });

  test('ends with an error when AWS Batch refuses to be asked', async () => {
    batch
      .on(DescribeJobsCommand)
      .rejects(Object.assign(new Error('no permission'), { $metadata: { httpStatusCode: 403 } }));
    await expect(follow()).rejects.toMatchObject({ code: 'FOLLOW_FAILED' });
  });

  test('ends with whatever is no answer of AWS Batch, and refuses to ask without a pause', async () => {
    batch.on(DescribeJobsCommand).rejects(new TypeError('a bug'));
    await expect(follow()).rejects.toThrow('a bug');
    await expect(followRun(client, run, { intervalSeconds: 0 }).next()).rejects.toThrow(
      'intervalSeconds is 0',
    );
  });

  test('ends with the reason of its signal, also while it waits', async () => {
    batch.on(DescribeJobsCommand).resolves({ jobs: running });
    const end = new AbortController();
    const reason = new Error('enough');
    const values = followRun(client, run, { signal: end.signal });
    await values.next();
    const next = values.next();
    setTimeout(() => end.abort(reason), 10);
    await expect(next).rejects.toBe(reason);
  });

  test('tells the rate and the time that is left', async () => {
    batch
      .on(DescribeJobsCommand)
      .resolvesOnce({ jobs: running })
      .resolvesOnce({ jobs: [array({ RUNNING: 2, SUCCEEDED: 1 }), detail('compile', { status: 'PENDING' })] })
      .resolves({ jobs: finished });
    const { values } = await follow();
    expect(values[0]).not.toHaveProperty('framesPerSecond');
    expect(values[1]).toMatchObject({
      framesPerSecond: expect.closeTo(3 / 5),
      secondsLeft: expect.closeTo(35 / 3),
    });
  });

  test('says once a minute why nothing runs', async () => {
    const looks = batch.on(DescribeJobsCommand, { jobs: ['array', 'compile'] });
    for (let look = 0; look < 9; look += 1) looks.resolvesOnce({ jobs: waiting });
    looks.resolves({ jobs: finished });
    batch.on(DescribeJobQueuesCommand).resolves({
      jobQueues: [
        {
          jobQueueName: 'spot',
          jobQueueArn: 'arn',
          state: 'DISABLED',
          priority: 1,
          computeEnvironmentOrder: [],
        },
      ],
    });
    const { values } = await follow();
    const reasons = values.flatMap(({ waitingBecause }) => waitingBecause ?? []);
    expect(reasons[0]).toBe('The job queue spot is DISABLED, so nothing starts; enable it.');
    expect(batch.commandCalls(DescribeJobQueuesCommand).length).toBeLessThanOrEqual(4);
  });

  test('follows a repair that renders nothing', async () => {
    batch.on(DescribeJobsCommand).resolves({ jobs: [detail('compile', { status: 'SUCCEEDED' })] });
    const { values } = await follow({ ...run, renderPlan: null, renderJobs: [] });
    expect(values.at(-1)).toMatchObject({ outcome: 'succeeded', frames: { total: 10, done: 10 } });
  });
});

describe('explainWaiting', () => {
  test('says that nothing waits once jobs run or have ended', async () => {
    for (const [status, sentence] of [
      ['RUNNING', 'Nothing is wrong: jobs of the run are running.'],
      ['FAILED', 'Nothing waits: the jobs of the run have ended.'],
    ] as const) {
      batch
        .on(DescribeJobsCommand)
        .resolves({ jobs: [detail('array', { status }), detail('compile', { status })] });
      expect(await explainWaiting(client, run)).toBe(sentence);
    }
  });

  test('asks about the compile job once the render jobs have ended', async () => {
    const queue = { jobQueueName: 'cpu', jobQueueArn: 'arn', priority: 1, computeEnvironmentOrder: [] };
    batch.on(DescribeJobsCommand).resolves({
      jobs: [array({ SUCCEEDED: 3 }, 'SUCCEEDED'), detail('compile', { status: 'RUNNABLE' })],
    });
    batch.on(DescribeJobQueuesCommand).resolves({ jobQueues: [{ ...queue, state: 'DISABLED' }] });
    const compileJob = { ...run.compileJob, jobQueue: 'cpu' };
    expect(await explainWaiting(client, { ...run, compileJob })).toMatch(/^The job queue cpu is DISABLED/);
    expect(batch.commandCalls(DescribeJobQueuesCommand)[0]?.args[0].input).toEqual({ jobQueues: ['cpu'] });
  });

  test('gives the reason that AWS Batch gives for a waiting child', async () => {
    const queue = { jobQueueName: 'spot', jobQueueArn: 'arn', priority: 1, computeEnvironmentOrder: [] };
    batch
      .on(DescribeJobQueuesCommand)
      .resolves({ jobQueues: [{ ...queue, state: 'ENABLED', status: 'VALID' }] });
    batch.on(ListJobsCommand).resolves({ jobSummaryList: [{ jobId: 'array:0', jobName: 'x' }] });
    const statusReason = 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT';
    const waitingArray = array({ RUNNABLE: 3 });
    const answer =
      (child: JobDetail) =>
      ({ jobs }: { jobs: string[] }) => ({
        jobs: jobs.includes('array') ? [waitingArray, detail('compile', { status: 'PENDING' })] : [child],
      });
    batch.on(DescribeJobsCommand).callsFake(answer(detail('array:0', { statusReason })));
    expect(await explainWaiting(client, run)).toBe(`The jobs wait in spot: ${statusReason}.`);
    batch.on(DescribeJobsCommand).callsFake(answer(detail('array:0', {})));
    expect(await explainWaiting(client, run)).toMatch(/wait in spot for machines/);
    batch.on(DescribeJobQueuesCommand).resolves({
      jobQueues: [{ ...queue, state: 'ENABLED', status: 'INVALID', statusReason: 'no role' }],
    });
    expect(await explainWaiting(client, run)).toBe(
      'The job queue spot is INVALID, so nothing starts: no role.',
    );
    batch.on(DescribeJobQueuesCommand).resolves({ jobQueues: [] });
    expect(await explainWaiting(client, run)).toBe('The job queue spot does not exist any more.');
  });
});

/** Follows a run to its end on a clock of its own. */
async function follow(followed: RunJobs = run) {
  const values: FollowedProgress[] = [];
  const waits: number[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    random: () => 0.5,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
  for await (const value of followRun(client, followed, { clock })) values.push(value);
  return { values, waits };
}
