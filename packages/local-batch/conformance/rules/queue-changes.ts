import {
  DeleteJobQueueCommand,
  GetJobQueueSnapshotCommand,
  UpdateJobQueueCommand,
  type UpdateJobQueueCommandInput,
} from '@aws-sdk/client-batch';
import { describeOne } from '../describe-queues.js';
import { type Endpoint, uniqueName } from '../endpoint.js';
import { holds, refused, same } from '../expect.js';
import { api, type Rule } from '../rule.js';

const section = '4.3';

/** Changing and deleting job queues, and what stands at their front. */
export const queueChangeRules: readonly Rule[] = [
  {
    id: 'queues.update',
    section,
    rule: 'A queue’s state and priority can be changed; the answer holds name and ARN',
    source: api('UpdateJobQueue'),
    async check(endpoint) {
      const { name, arn } = await endpoint.makeQueue();
      const answer = await update(endpoint, { jobQueue: arn, priority: 9, state: 'DISABLED' });
      same([answer.jobQueueName, answer.jobQueueArn], [name, arn], 'name and ARN');
      const queue = await endpoint.until('state and priority stay as they were', async () => {
        const found = await describeOne(endpoint, name);
        return found?.state === 'DISABLED' && found;
      });
      same(queue.priority, 9, 'priority');
    },
  },
  {
    id: 'queues.update-environments',
    section,
    rule: 'A queue’s compute environments can be changed',
    source: api('UpdateJobQueue'),
    async check(endpoint) {
      const { name } = await endpoint.makeQueue();
      const { arn } = await endpoint.makeComputeEnvironment();
      const computeEnvironmentOrder = [{ order: 5, computeEnvironment: arn }];
      await update(endpoint, { jobQueue: name, computeEnvironmentOrder });
      same((await describeOne(endpoint, name))?.computeEnvironmentOrder, computeEnvironmentOrder, 'order');
    },
  },
  {
    id: 'queues.update-unknown',
    section,
    rule: 'Changing an unknown queue is refused',
    source: api('UpdateJobQueue'),
    check: (endpoint) => refused(update(endpoint, { jobQueue: uniqueName(), priority: 1 })),
  },
  {
    id: 'queues.disabled-finishes',
    section,
    rule: 'A queue that is disabled finishes the jobs it has',
    source: api('CreateJobQueue'),
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const jobId = await endpoint.run('sleep 0.5', { jobQueue });
      await endpoint.reach(jobId, 'RUNNING');
      await update(endpoint, { jobQueue, state: 'DISABLED' });
      await refused(endpoint.submit({ jobQueue }));
      await endpoint.reach(jobId, 'SUCCEEDED');
    },
  },
  {
    id: 'queues.delete-enabled',
    section,
    rule: 'A queue that is not disabled cannot be deleted',
    source: api('DeleteJobQueue'),
    async check(endpoint) {
      const { name } = await endpoint.makeQueue();
      await refused(endpoint.client.send(new DeleteJobQueueCommand({ jobQueue: name })));
    },
  },
  {
    id: 'queues.delete',
    section,
    rule: 'A disabled queue can be deleted, and is gone or DELETED then',
    source: api('DeleteJobQueue'),
    async check(endpoint) {
      const { name } = await endpoint.makeQueue();
      await disableAndDelete(endpoint, name);
      await endpoint.until('the queue is still there', async () => {
        const queue = await describeOne(endpoint, name);
        return queue === undefined || queue.status === 'DELETED';
      });
    },
  },
  {
    id: 'queues.delete-ends-jobs',
    section,
    rule: 'Deleting a queue ends its jobs with the reason `JobQueue deleted`',
    source: api('DeleteJobQueue'),
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const jobId = await endpoint.hold({ jobQueue });
      await disableAndDelete(endpoint, jobQueue);
      same((await endpoint.reach(jobId, 'FAILED')).statusReason, 'JobQueue deleted', 'statusReason');
    },
  },
  {
    id: 'snapshot.order',
    section: '4.7',
    rule: 'GetJobQueueSnapshot shows the ARNs of the RUNNABLE jobs, first in, first out, with times in ms',
    source: api('GetJobQueueSnapshot'),
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      const ids = [await endpoint.hold({ jobQueue }), await endpoint.hold({ jobQueue })];
      const { frontOfQueue } = await endpoint.client.send(new GetJobQueueSnapshotCommand({ jobQueue }));
      const shown = frontOfQueue?.jobs?.map(({ jobArn }) => jobArn?.split('job/')[1]);
      same(shown, ids, 'ids');
      const times = [frontOfQueue?.lastUpdatedAt, frontOfQueue?.jobs?.[0]?.earliestTimeAtPosition];
      holds(
        times.every((time) => (time ?? 0) > 1e12),
        'a time is missing or not in ms',
      );
    },
  },
  {
    id: 'snapshot.runnable-only',
    section: '4.7',
    rule: 'Jobs that are PENDING or have ended do not stand at the front',
    source: api('GetJobQueueSnapshot'),
    async check(endpoint) {
      const { name: jobQueue } = await endpoint.makeQueue();
      await endpoint.end(await endpoint.submit({ jobQueue }));
      await endpoint.submit({ jobQueue, dependsOn: [{ jobId: await endpoint.hold() }] });
      const { frontOfQueue } = await endpoint.client.send(new GetJobQueueSnapshotCommand({ jobQueue }));
      same(frontOfQueue?.jobs ?? [], [], 'jobs');
    },
  },
  {
    id: 'snapshot.queue-unknown',
    section: '4.7',
    rule: 'GetJobQueueSnapshot of an unknown queue is refused',
    source: api('GetJobQueueSnapshot'),
    check: ({ client }) => refused(client.send(new GetJobQueueSnapshotCommand({ jobQueue: uniqueName() }))),
  },
];

function update({ client }: Endpoint, input: UpdateJobQueueCommandInput) {
  return client.send(new UpdateJobQueueCommand(input));
}

async function disableAndDelete(endpoint: Endpoint, jobQueue: string): Promise<void> {
  await update(endpoint, { jobQueue, state: 'DISABLED' });
  await endpoint.until(
    'the queue is not VALID',
    async () => (await describeOne(endpoint, jobQueue))?.status === 'VALID',
  );
  await endpoint.client.send(new DeleteJobQueueCommand({ jobQueue }));
}
