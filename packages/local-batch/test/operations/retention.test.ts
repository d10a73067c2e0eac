import { DescribeJobsCommand, ListJobsCommand, paginateListJobs } from '@aws-sdk/client-batch';
import { expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

test('jobs that have ended are forgotten once there are more than shall be kept, the first to end first', async () => {
  await using batch = await startTestBatch({ keepFinishedJobs: 2, slots: 2 });
  await batch.register('short', '0');
  await batch.register('long', 'setInterval(() => {}, 1e3)');
  const running = await batch.submit('long');
  const ended: string[] = [];
  for (let job = 0; job < 4; job++) {
    const jobId = await batch.submit('short', job === 2 ? { arrayProperties: { size: 2 } } : {});
    await batch.waitFor(jobId, 'SUCCEEDED');
    ended.push(jobId);
  }
  const [first = '', second = '', third = '', fourth = ''] = ended;
  const { jobs } = await batch.client.send(
    new DescribeJobsCommand({ jobs: [running, first, second, third, `${third}:1`, fourth] }),
  );
  expect(jobs?.map(({ jobId }) => jobId)).toEqual([running, third, `${third}:1`, fourth]);
  const filters = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
  const { jobSummaryList } = await batch.client.send(new ListJobsCommand({ jobQueue: 'local', filters }));
  expect(jobSummaryList?.map(({ jobId }) => jobId)).toEqual([fourth, third, running]);
});

test('pages go on where they were when jobs are forgotten between them', async () => {
  await using batch = await startTestBatch({ keepFinishedJobs: 6 });
  await batch.register('short', '0');
  const ended: string[] = [];
  for (let job = 0; job < 6; job++) {
    const jobId = await batch.submit('short');
    await batch.waitFor(jobId, 'SUCCEEDED');
    ended.unshift(jobId);
  }
  const seen: (string | undefined)[] = [];
  const client = { client: batch.client, pageSize: 2 };
  for await (const page of paginateListJobs(client, { jobQueue: 'local', jobStatus: 'SUCCEEDED' })) {
    seen.push(...(page.jobSummaryList ?? []).map(({ jobId }) => jobId));
    const one = await batch.submit('short');
    await batch.waitFor(one, 'SUCCEEDED');
  }
  expect(seen).toEqual(ended.slice(0, seen.length));
  expect(seen.length).toBeGreaterThanOrEqual(4);
});

test('a job that is forgotten at once has told those that depend on it how it ended', async () => {
  await using batch = await startTestBatch({ keepFinishedJobs: 1, slots: 1 });
  await batch.register('short', '0');
  await batch.register('wrong', 'process.exit(1)');
  const wrong = await batch.submit('wrong');
  await batch.submit('wrong', { dependsOn: [{ jobId: wrong }] });
  const last = await batch.submit('short', { dependsOn: [{ jobId: wrong }] });
  expect(await batch.waitForEnd(last)).toMatchObject({
    status: 'FAILED',
    statusReason: 'Dependent Job failed',
  });
});

test('jobs that ended too long ago are forgotten when the next one ends', async () => {
  await using batch = await startTestBatch({ keepFinishedSeconds: 0.2 });
  await batch.register('short', '0');
  const old = await batch.submit('short');
  await batch.waitFor(old, 'SUCCEEDED');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await batch.waitFor(await batch.submit('short'), 'SUCCEEDED');
  const { jobs } = await batch.client.send(new DescribeJobsCommand({ jobs: [old] }));
  expect(jobs).toEqual([]);
});
