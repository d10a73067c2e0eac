import { BatchClient, SubmitJobCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import 'aws-sdk-client-mock-vitest/extend';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FanoutSubmitter, findRun, planFanout } from '../../src/index.js';
import { mockedBatch } from './mocked-batch.js';
import { submitterContract } from './submitter-contract.js';

const request = {
  plan: planFanout({ totalFrames: 10, framesPerJob: 4 }),
  runId: 'film',
  jobQueue: 'spot',
  jobDefinition: 'worker',
};
const refusal = Object.assign(new Error('queue is disabled'), {
  name: 'ClientException',
  $metadata: { requestId: 'r-1', httpStatusCode: 400 },
});

submitterContract('a mocked client', () => {
  const { client, jobs } = mockedBatch();
  return {
    client,
    end: async (jobIds, status) => {
      for (const jobId of jobIds) {
        const job = jobs.get(jobId);
        if (job !== undefined && job.status !== 'FAILED') job.status = status;
      }
    },
  };
});

describe('FanoutSubmitter', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('needs two SubmitJob calls for 10,000 chunks', async () => {
    const { mock, client } = mockedBatch();
    const plan = planFanout({ totalFrames: 10_000, framesPerJob: 1 });
    await new FanoutSubmitter({ client }).submit({ ...request, plan });
    expect(mock).toHaveReceivedCommandTimes(SubmitJobCommand, 2);
  });

  test('makes the compile job wait for every array of a split plan', async () => {
    const { mock, client } = mockedBatch();
    const plan = planFanout({ totalFrames: 20_001, framesPerJob: 1 });
    const run = await new FanoutSubmitter({ client }).submit({ ...request, plan });
    expect(mock.commandCalls(SubmitJobCommand).at(-1)?.args[0].input.dependsOn).toEqual(
      run.renderJobs.map(({ jobId }) => ({ jobId })),
    );
    expect(run.renderJobs).toHaveLength(3);
  });

  test('terminates the render job when the compile job is refused, and says both', async () => {
    const { mock, client } = mockedBatch();
    mock.on(SubmitJobCommand, { jobName: 'film-g0-compile' }).rejects(refusal);
    await expect(new FanoutSubmitter({ client }).submit(request)).rejects.toMatchObject({
      code: 'SUBMIT_FAILED',
      cause: refusal,
      message: expect.stringMatching(
        /film-g0-compile.*queue is disabled.*request id r-1.*render job job-1 was terminated/,
      ),
    });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(TerminateJobCommand, {
      jobId: 'job-1',
      reason: 'batch-fanout: the job film-g0-compile could not be submitted',
    });
  });

  test('says which render job still runs when it cannot be terminated either', async () => {
    const { mock, client } = mockedBatch();
    mock.on(SubmitJobCommand, { jobName: 'film-g0-compile' }).rejects(refusal);
    mock.on(TerminateJobCommand).rejects(Object.assign(refusal, { message: 'no permission' }));
    await expect(new FanoutSubmitter({ client }).submit(request)).rejects.toThrow(
      /render job job-1 still runs.*no permission.*by hand/,
    );
  });

  test('submits nothing when the request is not sound', async () => {
    const { mock, client } = mockedBatch();
    await expect(new FanoutSubmitter({ client }).submit({ ...request, runId: '-' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(mock).not.toHaveReceivedAnyCommand();
  });

  test('stops once its signal has aborted, and says what stands', async () => {
    const { mock, client } = mockedBatch();
    const submitter = new FanoutSubmitter({ client });
    await expect(submitter.submit(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
      message: 'The submission was stopped as asked; nothing was submitted by this call.',
    });
    expect(mock).not.toHaveReceivedAnyCommand();

    const stop = new AbortController();
    mock.on(SubmitJobCommand, { jobName: 'film-g0-compile' }).callsFake(() => {
      stop.abort();
      throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    });
    await expect(submitter.submit(request, { signal: stop.signal })).rejects.toThrow(
      /stopped as asked; film-g0-render-0 \(job-1\) stands; film-g0-compile may have been submitted/,
    );
  });

  test('says what stood before when its signal aborts while it looks', async () => {
    const { client, jobs } = mockedBatch();
    await new FanoutSubmitter({ client }).submit(request);
    for (const job of jobs.values()) job.createdAt = Date.now();
    const signal = AbortSignal.timeout(50);
    await expect(new FanoutSubmitter({ client }).submit(request, { signal })).rejects.toThrow(
      /stopped as asked; film-g0-render-0 \(job-1\) stands; film-g0-compile \(job-2\) stands/,
    );
  });

  test('refuses a plan that is still JSON, and a run without an id, in one line', async () => {
    const { mock, client } = mockedBatch();
    const submitter = new FanoutSubmitter({ client });
    const json = JSON.parse(JSON.stringify(request.plan)) as typeof request.plan;
    await expect(submitter.submit({ ...request, plan: json })).rejects.toMatchObject({
      code: 'INVALID_PLAN',
      message: expect.stringContaining('readPlan'),
    });
    await expect(submitter.submit({ ...request, runId: undefined as never })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(mock).not.toHaveReceivedAnyCommand();
  });

  test('says at once that the client has no region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    const client = new BatchClient({ credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
    await expect(new FanoutSubmitter({ client, deadlineSeconds: 1 }).submit(request)).rejects.toThrow(
      /could not be looked up: Error: Region is missing/,
    );
    await expect(findRun(client, { runId: 'film', jobQueues: ['q'] })).rejects.toMatchObject({
      code: 'FOLLOW_FAILED',
    });
  });
});
