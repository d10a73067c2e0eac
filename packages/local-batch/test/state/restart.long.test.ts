import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BatchClient,
  CreateJobQueueCommand,
  DeleteJobQueueCommand,
  DescribeJobQueuesCommand,
  DescribeJobsCommand,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
  UpdateJobQueueCommand,
} from '@aws-sdk/client-batch';
import { describe, expect, test } from 'vitest';
import { KEYS } from '../../src/engine/journal.js';
import { type LocalBatch, startLocalBatch } from '../../src/index.js';
import { StateFile } from '../../src/state/state-file.js';
import { startTestBatch } from '../start-test-batch.js';
import { newStateFile } from './new-state-file.js';

type Batch = Awaited<ReturnType<typeof startTestBatch>>;

const FIRST_FOREVER = `process.env.AWS_BATCH_JOB_ATTEMPT === '1' && setInterval(() => {}, 1e3)`;
const ENVIRONMENT = [{ order: 1, computeEnvironment: 'local' }];

async function list({ client }: Batch, jobQueue = 'local'): Promise<(string | undefined)[]> {
  const filters = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
  const { jobSummaryList = [] } = await client.send(new ListJobsCommand({ jobQueue, filters }));
  return jobSummaryList.map(({ jobId }) => jobId);
}

describe('after a restart', () => {
  test('jobs are listed and run in the order of their submission, and who is tried again comes last', async () => {
    const stateFile = await newStateFile();
    let lost = '';
    let before: (string | undefined)[];
    {
      await using batch = await startTestBatch({ stateFile, slots: 1 });
      await batch.register('lost', FIRST_FOREVER, { retryStrategy: { attempts: 2 } });
      await batch.register('short', '0');
      lost = await batch.submit('lost');
      await batch.waitFor(lost, 'RUNNING');
      await Promise.all(Array.from({ length: 12 }, () => batch.submit('short')));
      before = await list(batch);
    }
    await using batch = await startTestBatch({ stateFile, slots: 1 });
    expect(await list(batch)).toEqual(before);
    await batch.waitForEnd(lost);
    const jobs = await Promise.all(before.map((jobId = '') => batch.describe(jobId)));
    const run = jobs.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0)).map(({ jobId }) => jobId);
    expect(run).toEqual([...before.filter((jobId) => jobId !== lost).reverse(), lost]);
  });

  test('queues are in the order of their making, by which those of one priority are served', async () => {
    const stateFile = await newStateFile();
    const queues = async ({ client }: Batch) =>
      (await client.send(new DescribeJobQueuesCommand({}))).jobQueues?.map(
        ({ jobQueueName }) => jobQueueName,
      );
    const create = ({ client }: Batch, jobQueueName: string) =>
      client.send(
        new CreateJobQueueCommand({ jobQueueName, priority: 1, computeEnvironmentOrder: ENVIRONMENT }),
      );
    {
      await using batch = await startTestBatch({ stateFile });
      await create(batch, 'zebra');
      await create(batch, 'ant');
      await batch.client.send(new UpdateJobQueueCommand({ jobQueue: 'zebra', priority: 2 }));
    }
    {
      await using batch = await startTestBatch({ stateFile });
      expect(await queues(batch)).toEqual(['local', 'zebra', 'ant']);
      await create(batch, 'ape');
    }
    await using batch = await startTestBatch({ stateFile });
    expect(await queues(batch)).toEqual(['local', 'zebra', 'ant', 'ape']);
  });

  test('a job whose queue was deleted while it ran has ended, and a new queue of that name does not list it', async () => {
    const stateFile = await newStateFile();
    let jobId = '';
    const queue = { jobQueueName: 'gone', priority: 1, computeEnvironmentOrder: ENVIRONMENT };
    {
      await using batch = await startTestBatch({ stateFile, stopGraceSeconds: 2 });
      await batch.register(
        'deaf',
        `process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1e3)`,
      );
      await batch.client.send(new CreateJobQueueCommand(queue));
      jobId = await batch.submit('deaf', { jobQueue: 'gone' });
      await expect
        .poll(() => batch.log(jobId).catch(() => ''), { interval: 15, timeout: 5000 })
        .toBe('deaf\n');
      await batch.client.send(new UpdateJobQueueCommand({ jobQueue: 'gone', state: 'DISABLED' }));
      await batch.client.send(new DeleteJobQueueCommand({ jobQueue: 'gone' }));
      await batch.client.send(new CreateJobQueueCommand(queue));
    }
    await using batch = await startTestBatch({ stateFile });
    expect(await batch.waitForEnd(jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'JobQueue deleted',
    });
    expect(await list(batch, 'gone')).toEqual([]);
    const next = await batch.submit('deaf', { jobQueue: 'gone' });
    expect(await list(batch, 'gone')).toEqual([next]);
  });

  test('jobs that are forgotten are no longer in the file', async () => {
    const stateFile = await newStateFile();
    const ids: string[] = [];
    const known = async ({ client }: Batch) =>
      (await client.send(new DescribeJobsCommand({ jobs: ids }))).jobs?.map(({ jobId }) => jobId);
    {
      await using batch = await startTestBatch({ stateFile });
      await batch.register('short', '0');
      for (let job = 0; job < 3; job += 1) {
        ids.push(await batch.submit('short'));
        await batch.waitForEnd(ids[job] ?? '');
      }
    }
    {
      await using batch = await startTestBatch({ stateFile, keepFinishedJobs: 1 });
      await expect.poll(() => known(batch), { interval: 15, timeout: 5000 }).toEqual(ids.slice(2));
    }
    await using batch = await startTestBatch({ stateFile });
    expect(await known(batch)).toEqual(ids.slice(2));
  });

  test('a job that is forgotten at once has told those that depend on it how it ended', async () => {
    const stateFile = await newStateFile();
    const ids: string[] = [];
    {
      await using batch = await startTestBatch({ stateFile });
      await batch.register('wrong', 'process.exit(1)');
      await batch.register('short', '0');
      ids.push(await batch.submit('wrong'));
      await batch.waitForEnd(ids[0] ?? '');
      ids.push(await batch.submit('short', { dependsOn: [{ jobId: ids[0] }] }));
      await batch.waitForEnd(ids[1] ?? '');
      await batch.waitForEnd(await batch.submit('short'));
    }
    const [, waiter = ''] = ids;
    // As if the server had been killed between the one's end and the other's.
    const file = StateFile.open(stateFile);
    file.remove(`${KEYS.progress}${waiter}`);
    await file.close();
    await using batch = await startTestBatch({ stateFile, keepFinishedJobs: 1 });
    expect(await batch.waitForEnd(waiter)).toMatchObject({ statusReason: 'Dependent Job failed' });
  });

  test('what ended jobs wrote is still there, and the changes that it makes are told', async () => {
    const stateFile = await newStateFile();
    const options = {
      stateFile,
      slots: 1,
      stopGraceSeconds: 0.2,
      images: { node: [process.execPath, '-e'] },
    };
    const register = (name: string, code: string) =>
      new RegisterJobDefinitionCommand({
        jobDefinitionName: name,
        type: 'container',
        containerProperties: { image: 'node', command: [code] },
      });
    const submit = (name: string) =>
      new SubmitJobCommand({ jobName: name, jobQueue: 'local', jobDefinition: name });
    const logOf = async ({ logFolder }: LocalBatch, client: BatchClient, jobId = '') => {
      const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
      return readFile(join(logFolder, `${jobs?.[0]?.container?.logStreamName}.log`), 'utf8');
    };
    const until = async (batch: LocalBatch, wanted: string) => {
      for await (const { detail } of batch.events()) {
        if (`${detail.jobName} ${detail.status}` === wanted) return detail.statusReason;
      }
      return 'the events ended';
    };

    const first = await startLocalBatch(options);
    const client = new BatchClient(first);
    await client.send(register('greeting', "console.log('hello')"));
    await client.send(register('long', 'setInterval(() => {}, 1e3)'));
    const runs = until(first, 'long RUNNING');
    const { jobId } = await client.send(submit('greeting'));
    await client.send(submit('long'));
    await runs;
    await first.close();

    const second = await startLocalBatch(options);
    const lost = until(second, 'long FAILED');
    expect(await lost).toMatch(/^Host EC2 /);
    expect(await logOf(second, new BatchClient(second), jobId)).toBe('hello\n');
    await second.close();
  });
});
