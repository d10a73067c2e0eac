import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeJobsCommand,
} from '@aws-sdk/client-batch';
import type { BenchServer } from './start-server.js';

const ARRAYS = 20;
const CHILDREN = 10_000;
const TIMEOUT_MS = 60_000;
const POLL_MS = 20;

/**
 * Queues 200,000 children of 20 arrays behind a job that holds the one slot of a queue `crowded` of their own.
 *
 * @returns The id of the last array, all of whose children are RUNNABLE by then.
 */
export async function queueMany(server: BenchServer): Promise<string> {
  await server.client.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'crowded',
      type: 'MANAGED',
      computeResources: { type: 'EC2', maxvCpus: 1, subnets: ['none'] },
    }),
  );
  await server.client.send(
    new CreateJobQueueCommand({
      jobQueueName: 'crowded',
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'crowded' }],
    }),
  );
  const jobQueue = 'crowded';
  await server.submit({ jobQueue, jobDefinition: 'hold' });
  let last = '';
  for (let array = 0; array < ARRAYS; array += 1)
    last = await server.submit({ jobQueue, arrayProperties: { size: CHILDREN } });
  const giveUpAt = performance.now() + TIMEOUT_MS;
  while (performance.now() < giveUpAt) {
    const { jobs } = await server.client.send(new DescribeJobsCommand({ jobs: [last] }));
    if (jobs?.[0]?.arrayProperties?.statusSummary?.RUNNABLE === CHILDREN) return last;
    await delay(POLL_MS);
  }
  throw new Error(`${ARRAYS * CHILDREN} children were not RUNNABLE within ${TIMEOUT_MS / 1000} s`);
}
