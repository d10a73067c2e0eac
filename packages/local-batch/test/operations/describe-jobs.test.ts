import { CancelJobCommand, DescribeJobsCommand } from '@aws-sdk/client-batch';
import { expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

test('DescribeJobs leaves unknown ids out, and takes up to 100', async () => {
  await using batch = await startTestBatch();
  await batch.register('any', '0');
  const jobId = await batch.submit('any');
  const jobs = [jobId, 'unknown', `${jobId}:0`];
  const answer = await batch.client.send(new DescribeJobsCommand({ jobs }));
  expect(answer.jobs?.map((job) => job.jobId)).toEqual([jobId]);
  const tooMany = Array.from({ length: 101 }, () => jobId);
  await expect(batch.client.send(new DescribeJobsCommand({ jobs: tooMany }))).rejects.toMatchObject({
    name: 'ClientException',
    message: expect.stringContaining('Maximum number of jobs supported is  100'),
  });
});

test('CancelJob needs a reason of 1 to 1,024 characters', async () => {
  await using batch = await startTestBatch();
  for (const reason of ['', 'x'.repeat(1025)]) {
    await expect(batch.client.send(new CancelJobCommand({ jobId: 'x', reason }))).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringContaining("'reason' is a required field"),
    });
  }
});
