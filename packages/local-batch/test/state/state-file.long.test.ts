import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import {
  BatchClient,
  CancelJobCommand,
  CreateSchedulingPolicyCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobsCommand,
  ListJobsCommand,
  ListSchedulingPoliciesCommand,
  ListTagsForResourceCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
  TagResourceCommand,
} from '@aws-sdk/client-batch';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { KEYS } from '../../src/engine/journal.js';
import { StateFile } from '../../src/state/state-file.js';
import { commandPath, runCommand } from '../command/run-command.js';
import { isRunning } from '../is-running.js';
import { startTestBatch } from '../start-test-batch.js';
import { newStateFile } from './new-state-file.js';

const FOREVER = 'console.log(process.ppid, process.pid); setInterval(() => {}, 1e3)';
const FIRST_FOREVER = `if (process.env.AWS_BATCH_JOB_ATTEMPT === '1') { ${FOREVER} }`;
const RETRY = { attempts: 2, evaluateOnExit: [{ onStatusReason: 'Host EC2*', action: 'RETRY' as const }] };

/** As if the server had been killed before it wrote down what runs. */
async function forgetProcesses(stateFile: string): Promise<void> {
  const file = StateFile.open(stateFile);
  for (const [groupId] of [...file.read(KEYS.processGroup)]) file.remove(`${KEYS.processGroup}${groupId}`);
  await file.close();
}

describe('with a state file', () => {
  test('jobs and resources survive a restart: what waited goes on, what ran is tried again', async () => {
    const stateFile = await newStateFile();
    const ids: string[] = [];
    const arn = 'arn:aws:batch:us-east-1:000000000000:job/';
    {
      await using batch = await startTestBatch({ stateFile, slots: 1 });
      await batch.register('lost', FIRST_FOREVER, { retryStrategy: RETRY });
      await batch.register('short', 'process.exit(Number(process.env.AWS_BATCH_JOB_ARRAY_INDEX ?? 0))');
      const done = await batch.submit('short');
      await batch.waitFor(done, 'SUCCEEDED');
      const lost = await batch.submit('lost');
      await batch.waitFor(lost, 'RUNNING');
      const array = await batch.submit('short', { arrayProperties: { size: 2 } });
      const after = await batch.submit('short', { dependsOn: [{ jobId: array }] });
      const cancelled = await batch.submit('short');
      await batch.client.send(new CancelJobCommand({ jobId: cancelled, reason: 'not needed' }));
      await batch.client.send(new TagResourceCommand({ resourceArn: arn + lost, tags: { kept: 'yes' } }));
      await batch.client.send(new CreateSchedulingPolicyCommand({ name: 'fair' }));
      ids.push(done, lost, array, after, cancelled);
    }
    await using batch = await startTestBatch({ stateFile, slots: 2 });
    const [done = '', lost = '', array = '', after = '', cancelled = ''] = ids;
    expect(await batch.waitForEnd(lost)).toMatchObject({
      status: 'SUCCEEDED',
      attempts: [{ statusReason: expect.stringMatching(/^Host EC2 /) }, { container: { exitCode: 0 } }],
    });
    expect(await batch.waitForEnd(array)).toMatchObject({
      status: 'FAILED',
      arrayProperties: { statusSummary: { SUCCEEDED: 1, FAILED: 1 } },
    });
    expect(await batch.waitForEnd(after)).toMatchObject({ statusReason: 'Dependent Job failed' });
    const { jobs } = await batch.client.send(new DescribeJobsCommand({ jobs: [done, cancelled] }));
    expect(jobs).toMatchObject([{ status: 'SUCCEEDED' }, { statusReason: 'not needed', isCancelled: true }]);
    const filters = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
    const { jobSummaryList } = await batch.client.send(new ListJobsCommand({ jobQueue: 'local', filters }));
    expect(jobSummaryList?.map(({ jobId }) => jobId).sort()).toEqual([...ids].sort());
    const { tags } = await batch.client.send(new ListTagsForResourceCommand({ resourceArn: arn + lost }));
    expect(tags).toEqual({ kept: 'yes' });
    const { schedulingPolicies } = await batch.client.send(new ListSchedulingPoliciesCommand({}));
    expect(schedulingPolicies).toHaveLength(1);
    await batch.register('short', '0');
    const named = new DescribeJobDefinitionsCommand({ jobDefinitionName: 'short' });
    expect((await batch.client.send(named)).jobDefinitions?.map(({ revision }) => revision)).toEqual([1, 2]);
  });

  test('what had ended is told as before', async () => {
    const stateFile = await newStateFile();
    const ids: string[] = [];
    const told: unknown[] = [];
    {
      await using batch = await startTestBatch({ stateFile });
      await batch.register('by-index', 'process.exit(Number(process.env.AWS_BATCH_JOB_ARRAY_INDEX ?? 0))');
      const array = await batch.submit('by-index', { arrayProperties: { size: 2 } });
      ids.push(array, `${array}:0`, `${array}:1`, await batch.submit('by-index'));
      for (const jobId of ids) told.push(await batch.waitForEnd(jobId));
    }
    await using batch = await startTestBatch({ stateFile });
    expect(await Promise.all(ids.map(batch.describe))).toEqual(told);
  });

  test.runIf(process.platform === 'linux')(
    'what a job has left that succeeded just before its server and helper were killed is ended, too',
    async () => {
      const stateFile = await newStateFile();
      const args = ['--json', '--state', stateFile, '--image', `node=["${process.execPath}", "-e"]`];
      await using first = runCommand(args);
      const batch = JSON.parse((await first.prints(/^.*\n/))[0]);
      const client = new BatchClient({ ...batch, maxAttempts: 1 });
      const leave = `const stray = require('child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
        console.log(stray.pid, process.ppid);
        stray.unref();`;
      const containerProperties = { image: 'node', command: [leave] };
      const definition = { jobDefinitionName: 'leaver', type: 'container', containerProperties } as const;
      await client.send(new RegisterJobDefinitionCommand(definition));
      const job = { jobName: 'leaver', jobQueue: 'local', jobDefinition: 'leaver' };
      const { jobId = '' } = await client.send(new SubmitJobCommand(job));
      const ended = await vi.waitUntil(
        async () => {
          const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
          return jobs?.[0]?.status === 'SUCCEEDED' && jobs[0];
        },
        { interval: 10, timeout: 10_000 },
      );
      client.destroy();
      const log = await readFile(`${batch.logFolder}/${ended.container?.logStreamName}.log`, 'utf8');
      const [stray = 0, helper = 0] = log.split(/\s/).map(Number);
      const status = await readFile(`/proc/${helper}/status`, 'utf8');
      process.kill(helper, 'SIGSTOP');
      process.kill(Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), 'SIGKILL');
      process.kill(helper, 'SIGKILL');
      expect(isRunning(stray)).toBe(true);

      await using second = runCommand(args);
      await second.prints(/^.*\n/);
      expect(isRunning(stray)).toBe(false);
    },
  );

  test.runIf(process.platform === 'linux').each([
    ['its helper is killed, too', { helperGets: 'SIGKILL', isWritten: true }],
    ['its helper does not get to it', { helperGets: undefined, isWritten: true }],
    ['it had no time to write their group down', { helperGets: 'SIGKILL', isWritten: false }],
  ] as const)(
    'what a killed server has left running is ended, when %s',
    async (_, { helperGets, isWritten }) => {
      const stateFile = await newStateFile();
      const args = ['--json', '--state', stateFile, '--image', `node=["${process.execPath}", "-e"]`];
      await using first = runCommand(args);
      const batch = JSON.parse((await first.prints(/^.*\n/))[0]);
      const client = new BatchClient({ ...batch, maxAttempts: 1 });
      const containerProperties = { image: 'node', command: [FOREVER] };
      const definition = { jobDefinitionName: 'deaf', type: 'container', containerProperties } as const;
      await client.send(new RegisterJobDefinitionCommand(definition));
      const job = { jobName: 'deaf', jobQueue: 'local', jobDefinition: 'deaf' };
      const { jobId = '' } = await client.send(new SubmitJobCommand(job));
      const describeJob = async (who: BatchClient) =>
        (await who.send(new DescribeJobsCommand({ jobs: [jobId] }))).jobs?.[0];
      const log = await vi.waitUntil(
        async () => {
          const stream = (await describeJob(client))?.container?.logStreamName;
          const text = await readFile(`${batch.logFolder}/${stream}.log`, 'utf8').catch(() => '');
          return /^\d+ \d+\n/.test(text) && text;
        },
        { interval: 20, timeout: 10_000 },
      );
      client.destroy();
      const [helper = 0, leader = 0] = log.split(/\s/).map(Number);
      const status = await readFile(`/proc/${helper}/status`, 'utf8');
      const server = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
      // The helper would end the job when it misses its server.
      process.kill(helper, 'SIGSTOP');
      process.kill(server, 'SIGKILL');
      if (helperGets) process.kill(helper, helperGets);
      await vi.waitUntil(() => !isRunning(server), { interval: 20, timeout: 10_000 });
      expect(isRunning(leader)).toBe(true);
      if (!isWritten) await forgetProcesses(stateFile);

      await using second = runCommand(args);
      const again = JSON.parse((await second.prints(/^.*\n/))[0]);
      expect([helper, leader].map(isRunning)).toEqual([false, false]);
      const secondClient = new BatchClient({ ...again, maxAttempts: 1 });
      expect(await describeJob(secondClient)).toMatchObject({
        status: 'FAILED',
        statusReason: expect.stringMatching(/^Host EC2 /),
      });
      secondClient.destroy();
    },
  );

  test('the memory that a tag gives to the environment local survives a restart, before --memory', async () => {
    const stateFile = await newStateFile();
    const resourceArn = 'arn:aws:batch:us-east-1:000000000000:compute-environment/local';
    {
      await using batch = await startTestBatch({ stateFile, memory: 1024 });
      await batch.register('large', '0', { containerProperties: { image: 'node', memory: 2048 } });
      await batch.client.send(
        new TagResourceCommand({ resourceArn, tags: { 'local-batch:memory': '2048' } }),
      );
    }
    await using batch = await startTestBatch({ stateFile, memory: 1024 });
    expect(await batch.waitForEnd(await batch.submit('large'))).toMatchObject({ status: 'SUCCEEDED' });
  });

  test.each([
    ['a text', 'notes\n'],
    ['zeros', Buffer.alloc(20_000)],
    ['a file cut behind its first page', { pages: 1 }],
    ['a file cut behind its first two pages', { pages: 2 }],
    ['a file that has lost its last trees', { pages: 3 }],
  ])('%s in its place is refused in one line, and left as it is', async (_, content) => {
    const stateFile = await newStateFile();
    if (typeof content === 'object' && 'pages' in content) {
      await using batch = await startTestBatch({ stateFile });
      await batch.close();
      await truncate(stateFile, content.pages * 4_096);
    } else {
      await writeFile(stateFile, content);
    }
    const before = await readFile(stateFile);
    await using server = runCommand(['--json', '--state', stateFile]);
    expect(await server.ended).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/^local-batch: --state: .* it is not a state file; use another one\n$/),
    });
    expect(await readFile(stateFile)).toEqual(before);
  });

  test('a second server is refused the file, and says who has it', async () => {
    const stateFile = await newStateFile();
    await using first = runCommand(['--json', '--state', stateFile]);
    await first.prints(/^.*\n/);
    await using second = runCommand(['--json', '--state', stateFile]);
    const { code, stderr } = await second.ended;
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: expect.stringMatching(
        /^local-batch: --state: .* is in use by process \d+; use another file\n$/,
      ),
    });
  });

  test('a second one in the same process is refused the file, and the first goes on', async () => {
    const stateFile = await newStateFile();
    const ids: string[] = [];
    {
      await using first = await startTestBatch({ stateFile });
      await expect(startTestBatch({ stateFile })).rejects.toMatchObject({
        code: 'INVALID_OPTION',
        message: `stateFile: ${stateFile} is in use by process ${process.pid}; use another file`,
      });
      await first.register('quick', '0');
      ids.push(await first.submit('quick'));
      await first.waitForEnd(ids[0] ?? '');
    }
    await using second = await startTestBatch({ stateFile });
    expect(await second.describe(ids[0] ?? '')).toMatchObject({ status: 'SUCCEEDED' });
  });

  test.runIf(process.platform === 'linux')(
    'a killed server keeps its file from nobody, cleared away or not',
    async () => {
      const stateFile = await newStateFile();
      const argv = [commandPath, '--json', '--state', stateFile];
      // The program that takes the shell's place never asks after its children.
      const parent = spawn('sh', ['-c', '"$@" & echo $!; exec sleep 60', 'sh', process.execPath, ...argv]);
      onTestFinished(() => void parent.kill('SIGKILL'));
      let printed = '';
      parent.stdout.setEncoding('utf8').on('data', (text) => {
        printed += text;
      });
      await vi.waitUntil(() => printed.includes('}\n'), { interval: 20, timeout: 10_000 });
      const server = Number.parseInt(printed, 10);
      process.kill(server, 'SIGKILL');
      await vi.waitUntil(() => !isRunning(server), { interval: 20, timeout: 10_000 });
      await using batch = await startTestBatch({ stateFile });
      await batch.register('quick', '0');
    },
  );

  test.runIf(process.platform === 'linux')(
    'one that can be written no more answers so, and has what was answered before',
    async () => {
      const stateFile = await newStateFile();
      const argv = [process.execPath, commandPath, '--json', '--slots', '1', '--state', stateFile];
      // 512 KiB: as on a full disk.
      const server = spawn('sh', ['-c', 'trap "" XFSZ; ulimit -f 1024; exec "$@"', 'sh', ...argv]);
      onTestFinished(() => void server.kill('SIGKILL'));
      const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
      const client = new BatchClient({ ...JSON.parse(line), maxAttempts: 1 });
      const environment = [{ name: 'LARGE', value: 'x'.repeat(5000) }];
      const containerProperties = { image: 'none', environment };
      await client.send(
        new RegisterJobDefinitionCommand({
          jobDefinitionName: 'large',
          type: 'container',
          containerProperties,
        }),
      );
      const submit = async (jobName: string) =>
        (await client.send(new SubmitJobCommand({ jobName, jobQueue: 'local', jobDefinition: 'large' })))
          .jobId;
      const answered: (string | undefined)[] = [];
      const failure = await (async () => {
        for (;;) answered.push(await submit(`job-${answered.length}`));
      })().catch((error: Error) => error);
      expect(failure).toMatchObject({
        name: 'ServerException',
        message: expect.stringContaining(`The state file ${stateFile} cannot be written, perhaps because`),
      });
      await expect(submit('one-more')).rejects.toMatchObject({ name: 'ServerException' });
      client.destroy();
      server.kill('SIGTERM');
      // How it ends is not ours: after a failed write the library may have damaged its memory, which the system notices then.
      await once(server, 'exit');

      await using batch = await startTestBatch({ stateFile });
      const known = await Promise.all(answered.map((jobId = '') => batch.describe(jobId)));
      expect(known.map(({ jobName }) => jobName)).toEqual(answered.map((_, number) => `job-${number}`));
    },
  );

  test('a file that cannot be one is refused', async () => {
    const refused = startTestBatch({ stateFile: '/proc/nothing/here.db' });
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(/^stateFile: /),
    });
  });
});
