import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
  SubmitJobCommand,
  type SubmitJobCommandInput,
} from '@aws-sdk/client-batch';
import { vi } from 'vitest';
import { type LocalBatchOptions, startLocalBatch } from '../src/index.js';

/** How long a job of a test may take. */
const PATIENCE_MS = 8000;

/**
 * A local batch whose image `node` is this Node and whose image `none` has no entrypoint, with a client for it.
 * `await using` closes it and removes its logs.
 */
export async function startTestBatch(options: LocalBatchOptions = {}, patienceMs = PATIENCE_MS) {
  const logFolder = await mkdtemp(join(tmpdir(), 'local-batch-test-'));
  const images = { node: [process.execPath, '-e'], none: [] };
  const batch = await startLocalBatch({
    slots: 4,
    stopGraceSeconds: 0.2,
    minimumTimeoutSeconds: 1,
    logFolder,
    images,
    ...options,
  });
  const client = new BatchClient({ ...batch, maxAttempts: 1 });

  const describe = async (jobId: string): Promise<JobDetail> => {
    const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
    const job = jobs?.[0];
    if (!job) throw new Error(`No job ${jobId}`);
    return job;
  };
  const waitFor = (jobId: string, ...statuses: string[]): Promise<JobDetail> =>
    vi.waitUntil(
      async () => {
        const job = await describe(jobId);
        return statuses.includes(job.status ?? '') && job;
      },
      { interval: 15, timeout: patienceMs },
    );

  return {
    ...batch,
    client,
    describe,
    /** Registers a definition of the image `node` that runs this code. */
    async register(name: string, code: string, more: Partial<RegisterJobDefinitionCommandInput> = {}) {
      const containerProperties = { image: 'node', command: [code], ...more.containerProperties };
      const input = { jobDefinitionName: name, type: 'container' as const, ...more, containerProperties };
      return client.send(new RegisterJobDefinitionCommand(input));
    },
    /** Submits to the queue `local`; the job is called like its definition. */
    async submit(jobDefinition: string, more: Partial<SubmitJobCommandInput> = {}): Promise<string> {
      const input = { jobName: jobDefinition, jobQueue: 'local', jobDefinition, ...more };
      const { jobId = '' } = await client.send(new SubmitJobCommand(input));
      return jobId;
    },
    waitFor,
    waitForEnd: (jobId: string) => waitFor(jobId, 'SUCCEEDED', 'FAILED'),
    /** What a job wrote. */
    async log(jobId: string): Promise<string> {
      const { container } = await describe(jobId);
      return readFile(join(logFolder, `${container?.logStreamName}.log`), 'utf8');
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await batch.close();
      await rm(logFolder, { recursive: true, force: true });
    },
  };
}
