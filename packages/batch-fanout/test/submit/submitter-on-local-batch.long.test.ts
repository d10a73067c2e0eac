import { BatchClient, DescribeJobsCommand } from '@aws-sdk/client-batch';
import type { LocalBatch } from '@render/local-batch';
import { afterAll, beforeAll, expect } from 'vitest';
import { startFaultBatch } from './fault-world.js';
import { submitterContract } from './submitter-contract.js';

let batch: LocalBatch;
beforeAll(async () => {
  batch = await startFaultBatch();
});
afterAll(() => batch.close());

submitterContract('local-batch', () => {
  const client = new BatchClient(batch);
  return {
    client,
    end: async (jobIds) => {
      await expect
        .poll(
          async () => {
            const { jobs = [] } = await client.send(new DescribeJobsCommand({ jobs: [...jobIds] }));
            return jobs.map(({ status }) => status === 'SUCCEEDED' || status === 'FAILED');
          },
          { timeout: 20_000 },
        )
        .not.toContain(false);
    },
  };
});
