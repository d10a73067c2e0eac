import { BatchClient, DescribeJobsCommand, type JobDetail, ListJobsCommand } from '@aws-sdk/client-batch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { followRun, getRunProgress, planFanout, type RunJobs } from '../../src/index.js';

const batch = mockClient(BatchClient);
const client = new BatchClient({ region: 'eu-central-1' });
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
  test('ends with the outcome', async () => {
    batch
      .on(DescribeJobsCommand)
      .resolvesOnce({ jobs: [array({ RUNNING: 3 }), detail('compile', { status: 'PENDING' })] })
      .resolves({ jobs: [array({ SUCCEEDED: 3 }, 'SUCCEEDED'), detail('compile', { status: 'SUCCEEDED' })] });
    const outcomes: unknown[] = [];
    for await (const { outcome } of followRun(client, run, { intervalSeconds: 0.001 }))
      outcomes.push(outcome);
    expect(outcomes).toEqual([undefined, 'succeeded']);
  });
});
