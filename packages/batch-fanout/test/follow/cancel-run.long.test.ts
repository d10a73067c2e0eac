import {
  BatchClient,
  DescribeJobsCommand,
  type SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import type { LocalBatch } from '@render/local-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelRun, FanoutSubmitter, FrameSet, findRun, followRun, planFanout } from '../../src/index.js';
import { startFaultBatch } from '../submit/fault-world.js';
import { mockedBatch } from '../submit/mocked-batch.js';

const request = {
  plan: planFanout({ totalFrames: 10, framesPerJob: 4 }),
  runId: 'film',
  jobQueue: 'local',
  jobDefinition: 'worker',
};

describe('cancelRun', () => {
  let batch: LocalBatch;
  beforeAll(async () => {
    batch = await startFaultBatch();
  });
  afterAll(() => batch.close());

  test('stops everything, and the run can be submitted again', async () => {
    const client = new BatchClient(batch);
    const submitter = new FanoutSubmitter({ client });
    const run = await submitter.submit(request);
    await cancelRun(client, run, 'wrong camera');
    const outcomes = [];
    for await (const { outcome } of followRun(client, run, { intervalSeconds: 0.05 })) outcomes.push(outcome);
    expect(outcomes.at(-1)).toBe('cancelled');
    const { jobs = [] } = await client.send(
      new DescribeJobsCommand({ jobs: [run.compileJob.jobId, ...run.renderJobs.map(({ jobId }) => jobId)] }),
    );
    expect(jobs.map(({ statusReason }) => statusReason)).toEqual([
      'batch-fanout: cancelled: wrong camera',
      'batch-fanout: cancelled: wrong camera',
    ]);
    const again = await submitter.submit(request);
    expect(again).toMatchObject({ adopted: false, generation: 0, state: 'live' });
    expect(await findRun(client, { runId: 'film', jobQueues: ['local'] })).toMatchObject({
      plan: request.plan,
      renderPlan: request.plan,
      renderJobs: [{ jobId: again.renderJobs[0]?.jobId, arraySize: 3, firstChunk: 0 }],
      compileJob: { jobId: again.compileJob.jobId },
    });
    await cancelRun(client, again, 'the end');
  });

  test('terminates the compile job first', async () => {
    const { mock, client } = mockedBatch();
    const run = await new FanoutSubmitter({ client }).submit(request);
    await cancelRun(client, run, 'x');
    const order = mock.commandCalls(TerminateJobCommand).map((call) => call.args[0].input.jobId);
    expect(order).toEqual([run.compileJob.jobId, run.renderJobs[0]?.jobId]);
  });

  test('touches no film of somebody else that has taken the run id since', async () => {
    const { mock, client, jobs } = mockedBatch();
    const submitter = new FanoutSubmitter({ client });
    const run = await submitter.submit(request);
    await cancelRun(client, run, 'x');
    const theirs = await submitter.submit({
      ...request,
      plan: planFanout({ totalFrames: 99, framesPerJob: 9 }),
    });
    mock.resetHistory();
    await cancelRun(client, run, 'again');
    expect(mock.commandCalls(TerminateJobCommand)).toEqual([]);
    expect(jobs.get(theirs.compileJob.jobId)?.status).toBe('SUBMITTED');
  });

  test('names what still goes on when it is refused', async () => {
    const { mock, client } = mockedBatch();
    const run = await new FanoutSubmitter({ client }).submit(request);
    const refusal = Object.assign(new Error('not yours'), {
      name: 'ClientException',
      $metadata: { httpStatusCode: 403 },
    });
    mock.on(TerminateJobCommand).rejects(refusal);
    await expect(cancelRun(client, run, 'x')).rejects.toMatchObject({
      code: 'CANCEL_FAILED',
      cause: refusal,
      message: expect.stringMatching(
        /film-g0-compile \(job-2\), film-g0-render-0 \(job-1\) may still go on: .*not yours/,
      ),
    });
  });

  test('stops a run without a compile job, by its id and queues alone', async () => {
    const { mock, client, jobs } = mockedBatch();
    const throttle = Object.assign(new Error('slow down'), {
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
    const isCompile = (call: { jobName?: string }) => call.jobName?.endsWith('compile');
    const submitter = new FanoutSubmitter({
      client: {
        send: (command: SubmitJobCommand, options: object) =>
          isCompile(command.input as { jobName?: string })
            ? Promise.reject(throttle)
            : client.send(command, options),
      } as typeof client,
      deadlineSeconds: 0.5,
      onIncomplete: 'keep',
    });
    await expect(submitter.submit(request)).rejects.toMatchObject({ code: 'SUBMIT_FAILED' });
    const place = { runId: 'film', jobQueues: ['local'] };
    expect(await findRun(client, place)).toBeUndefined();
    await cancelRun(client, place, 'no longer wanted');
    expect(mock.commandCalls(TerminateJobCommand)).toHaveLength(1);
    expect([...jobs.values()].map(({ status }) => status)).toEqual(['FAILED']);
  });

  test('finds a run whose plan lies at a URI only with someone to read it', async () => {
    const { client } = mockedBatch();
    const frames = FrameSet.from(Array.from({ length: 3_000 }, (_, index) => index * 5 + (index % 2)));
    const plan = planFanout({ frames, framesPerJob: 100 });
    await new FanoutSubmitter({ client }).submit({ ...request, plan, planUri: 's3://films/film/plan.json' });
    const place = { runId: 'film', jobQueues: ['local'] };
    await expect(findRun(client, place)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(`'s3://films/film/plan.json'; give readPlanAt`),
    });
    const readPlanAt = async () => JSON.parse(JSON.stringify(plan));
    expect(await findRun(client, { ...place, readPlanAt })).toMatchObject({ plan, renderPlan: plan });
  });

  test('does not confirm what it never saw: it looks as long as lists may lag, then says so', async () => {
    const { client } = mockedBatch();
    const place = { runId: 'flim', jobQueues: ['local'] };
    const sleeps: number[] = [];
    let now = 0;
    const clock = {
      now: () => now,
      random: () => 0,
      sleep: async (ms: number) => {
        sleeps.push(ms);
        now += ms;
      },
    };
    await expect(cancelRun(client, place, 'x', { clock })).rejects.toMatchObject({
      code: 'CANCEL_FAILED',
      message: "AWS Batch knows no job of the run 'flim' in local; correct the run id or the queues.",
    });
    expect(now).toBe(15_000);
  });

  test('finds no run where there is none', async () => {
    const { client } = mockedBatch();
    expect(await findRun(client, { runId: 'film', jobQueues: ['local'] })).toBeUndefined();
  });
});
