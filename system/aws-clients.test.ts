import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BatchClient, RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import { type LocalBatch, startLocalBatch } from '@render/local-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasProgram } from '../test/has-program.js';

const TIMEOUT_MS = 120_000;
const MOST_POLLS = 100;
const hasBoto3 =
  spawnSync('python3', ['-c', 'import boto3'], { stdio: 'ignore', timeout: 60_000 }).status === 0;

let batch: LocalBatch;
beforeAll(async () => {
  const logFolder = await mkdtemp(join(tmpdir(), 'system-test-'));
  batch = await startLocalBatch({ images: { shell: ['/bin/sh', '-c'] }, stopGraceSeconds: 1, logFolder });
  const client = new BatchClient(batch);
  const containerProperties = { image: 'shell', command: ['exit 0'] };
  const definition = { jobDefinitionName: 'shell', type: 'container', containerProperties } as const;
  await client.send(new RegisterJobDefinitionCommand(definition));
  client.destroy();
});
afterAll(async () => {
  await batch.close();
  await rm(batch.logFolder, { recursive: true, force: true });
});

describe.skipIf(!hasProgram('aws'))('the AWS CLI', () => {
  test('submits a job and reads its state and its log', async () => {
    const job = await submit('cli-log', 'echo one; echo two');
    const { container } = await until(job.jobId, 'SUCCEEDED');
    expect(container).toMatchObject({ exitCode: 0 });
    const stream = ['--log-group-name', '/aws/batch/job', '--log-stream-name', container.logStreamName];
    const { events } = await aws('logs', 'get-log-events', '--start-from-head', ...stream);
    expect(events.map(({ message }: { message: string }) => message)).toEqual(['one', 'two']);
  });

  test('lists jobs page by page', async () => {
    const names = ['cli-page-1', 'cli-page-2', 'cli-page-3'];
    for (const name of names) await submit(name, 'exit 0');
    const filters = ['--filters', 'name=JOB_NAME,values=cli-page-*', '--page-size', '1'];
    const { jobSummaryList } = await aws('batch', 'list-jobs', '--job-queue', 'local', ...filters);
    expect(jobSummaryList.map(({ jobName }: { jobName: string }) => jobName).toSorted()).toEqual(names);
  });

  test('terminates a job', async () => {
    const { jobId } = await submit('cli-endless', 'exec sleep 60');
    await until(jobId, 'RUNNING');
    await aws('batch', 'terminate-job', '--job-id', jobId, '--reason', 'enough');
    expect(await until(jobId, 'FAILED')).toMatchObject({ statusReason: 'enough' });
  });

  test('tags a job and takes tags off it', async () => {
    const { jobArn } = await submit('cli-tags', 'exit 0', '--tags', 'a=one');
    await aws('batch', 'tag-resource', '--resource-arn', jobArn, '--tags', 'b=two,c=three');
    await aws('batch', 'untag-resource', '--resource-arn', jobArn, '--tag-keys', 'a', 'c');
    const { tags } = await aws('batch', 'list-tags-for-resource', '--resource-arn', jobArn);
    expect(tags).toEqual({ b: 'two' });
  });

  test('says why a request is refused', async () => {
    const array = ['--array-properties', 'size=1'];
    await expect(submit('cli-refused', 'exit 0', ...array)).rejects.toThrow(
      /\(ClientException\) when calling the SubmitJob operation: .*Array size/,
    );
  });
});

describe.skipIf(!hasBoto3)('boto3', () => {
  test('submits, describes, lists by pages, terminates, tags, and reads a log', async () => {
    const script = fileURLToPath(new URL('boto3-client.py', import.meta.url));
    const { stdout } = await promisify(execFile)('python3', [script], {
      env: environment(),
      timeout: TIMEOUT_MS,
    });
    expect(JSON.parse(stdout)).toEqual({
      done: ['SUCCEEDED', 0],
      stopped: ['FAILED', 'enough'],
      listed: ['boto3-done', 'boto3-endless'],
      refusal: 'ClientException',
      tags: { b: 'two' },
      messages: ['one', 'two'],
    });
  });
});

/** What every AWS client reads, and nothing of this machine's own accounts. */
function environment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return {
    PATH,
    HOME,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ENDPOINT_URL: batch.endpoint,
    AWS_DEFAULT_REGION: batch.region,
    AWS_ACCESS_KEY_ID: batch.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: batch.credentials.secretAccessKey,
  };
}

/** Runs the CLI and reads the JSON it prints, which is nothing for operations that answer with nothing. */
async function aws(...args: string[]) {
  const options = { env: environment(), timeout: TIMEOUT_MS };
  const { stdout } = await promisify(execFile)('aws', [...args, '--output', 'json'], options);
  return JSON.parse(stdout || '{}');
}

function submit(name: string, script: string, ...more: string[]) {
  const overrides = JSON.stringify({ command: [script] });
  const job = ['--job-name', name, '--job-queue', 'local', '--job-definition', 'shell'];
  return aws('batch', 'submit-job', ...job, '--container-overrides', overrides, ...more);
}

async function until(jobId: string, status: string) {
  for (let poll = 0; poll < MOST_POLLS; poll += 1) {
    const { jobs } = await aws('batch', 'describe-jobs', '--jobs', jobId);
    if (jobs[0].status === status) return jobs[0];
    await delay(100);
  }
  throw new Error(`job ${jobId} does not become ${status}`);
}
