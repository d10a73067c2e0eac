import { DescribeJobQueuesCommand, type DescribeJobQueuesCommandInput } from '@aws-sdk/client-batch';
import type { Endpoint } from './endpoint.js';

/** The queues of a page. */
export async function describe({ client }: Endpoint, input: DescribeJobQueuesCommandInput) {
  return (await client.send(new DescribeJobQueuesCommand(input))).jobQueues ?? [];
}

/** The queue of this name, if there is one. */
export async function describeOne(endpoint: Endpoint, name: string) {
  return (await describe(endpoint, { jobQueues: [name] })).find(({ jobQueueName }) => jobQueueName === name);
}
