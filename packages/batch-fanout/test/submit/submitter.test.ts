import { BatchClient, SubmitJobCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import { mockClient } from 'aws-sdk-client-mock';
import 'aws-sdk-client-mock-vitest/extend';
import { beforeEach, describe, expect, test } from 'vitest';
import { FanoutSubmitter, planFanout } from '../../src/index.js';

const batch = mockClient(BatchClient);
const submitter = new FanoutSubmitter({ client: new BatchClient({ region: 'eu-central-1' }) });
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

beforeEach(() => {
  batch.reset();
});

describe('FanoutSubmitter', () => {
  test('submits the render array, then the compile job that depends on it', async () => {
    batch.on(SubmitJobCommand).resolvesOnce({ jobId: 'array' }).resolvesOnce({ jobId: 'compile' });
    const run = await submitter.submit(request);
    expect(run).toMatchObject({
      runId: 'film',
      generation: 0,
      renderJobs: [
        { jobId: 'array', firstChunk: 0, arraySize: 3, jobQueue: 'spot', jobDefinition: 'worker' },
      ],
      compileJob: { jobId: 'compile', jobQueue: 'spot', jobDefinition: 'worker' },
    });
    const [render, compile] = batch.commandCalls(SubmitJobCommand).map((call) => call.args[0].input);
    expect(render).not.toHaveProperty('dependsOn');
    expect(compile?.dependsOn).toEqual([{ jobId: 'array' }]);
  });

  test('makes the compile job wait for every array of a split plan', async () => {
    let count = 0;
    batch.on(SubmitJobCommand).callsFake(() => {
      count += 1;
      return { jobId: `job-${count}` };
    });
    await submitter.submit({ ...request, plan: planFanout({ totalFrames: 20_001, framesPerJob: 1 }) });
    expect(batch.commandCalls(SubmitJobCommand).at(-1)?.args[0].input.dependsOn).toEqual([
      { jobId: 'job-1' },
      { jobId: 'job-2' },
      { jobId: 'job-3' },
    ]);
  });

  test('terminates the render job when the compile job is refused, and says both', async () => {
    batch.on(SubmitJobCommand).resolvesOnce({ jobId: 'array' }).rejectsOnce(refusal);
    batch.on(TerminateJobCommand).resolves({});
    await expect(submitter.submit(request)).rejects.toMatchObject({
      code: 'SUBMIT_FAILED',
      cause: refusal,
      message: expect.stringMatching(
        /film-g0-compile.*queue is disabled.*request id r-1.*render job array was terminated/,
      ),
    });
    expect(batch).toHaveReceivedCommandExactlyOnceWith(TerminateJobCommand, {
      jobId: 'array',
      reason: 'batch-fanout: the job film-g0-compile could not be submitted',
    });
  });

  test('says which render job still runs when it cannot be terminated either', async () => {
    batch.on(SubmitJobCommand).resolvesOnce({ jobId: 'array' }).rejectsOnce(refusal);
    batch.on(TerminateJobCommand).rejects(new Error('no route'));
    await expect(submitter.submit(request)).rejects.toThrow(/render job array still runs.*no route.*by hand/);
  });

  test('submits nothing when the request is not sound', async () => {
    await expect(submitter.submit({ ...request, runId: '-' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(batch).not.toHaveReceivedAnyCommand();
  });

  test('submits nothing once its signal has aborted', async () => {
    await expect(submitter.submit(request, { signal: AbortSignal.abort() })).rejects.toThrow(
      /no other job was submitted/,
    );
    expect(batch).not.toHaveReceivedAnyCommand();
  });

  test('says that a job whose answer was lost may have been accepted', async () => {
    batch.on(SubmitJobCommand).rejects(Object.assign(new Error('socket hang up'), { name: 'TimeoutError' }));
    await expect(submitter.submit(request)).rejects.toThrow(
      /may have accepted it all the same, so look for film-g0-render-0 in spot/,
    );
  });
});
