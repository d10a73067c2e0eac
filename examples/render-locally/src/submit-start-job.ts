import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { findRun, type RunJobs } from '@render/batch-fanout';
import type { Settings } from './settings.js';

/** The name under which the worker's command is known to the local endpoint. */
export const WORKER_IMAGE = 'render-worker';

const JOB_QUEUE = 'local';
const POLL_MS = 20;

/** Submits one job with JOB_TYPE=start, as anyone would on AWS, and waits for it to end. */
export async function runStartJob(
  client: BatchClient,
  settings: Pick<Settings, 'environment'>,
  runId: string,
): Promise<JobDetail> {
  const { jobDefinitionArn } = await client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: WORKER_IMAGE,
      type: 'container',
      containerProperties: {
        image: WORKER_IMAGE,
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '1024' },
        ],
      },
    }),
  );
  const variables = { ...settings.environment, JOB_TYPE: 'start', RUN_ID: runId };
  const { jobId } = await client.send(
    new SubmitJobCommand({
      jobName: `${runId}-start`,
      jobQueue: JOB_QUEUE,
      jobDefinition: jobDefinitionArn,
      // What a second attempt does not cure ends at once: wrong settings or data, a program that is missing.
      retryStrategy: {
        attempts: 3,
        evaluateOnExit: ['64', '65', '69', '12*'].map((onExitCode) => ({ onExitCode, action: 'EXIT' })),
      },
      containerOverrides: {
        environment: Object.entries(variables).map(([name, value]) => ({ name, value })),
      },
    }),
  );
  for (;;) {
    const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId as string] }));
    const job = jobs?.[0];
    if (job === undefined) throw new Error(`AWS Batch does not know the start job ${jobId}`);
    if (job.status === 'SUCCEEDED' || job.status === 'FAILED') return job;
    await sleep(POLL_MS);
  }
}

/** Finds the jobs that the start job submitted. */
export async function findSubmittedRun(client: BatchClient, runId: string): Promise<RunJobs> {
  const run = await findRun(client, { runId, jobQueues: [JOB_QUEUE] });
  if (run === undefined) throw new Error(`the start job submitted no jobs of the run ${runId}`);
  return run;
}
