import { setTimeout as delay } from 'node:timers/promises';
import { DescribeJobsCommand, type JobDetail, SubmitJobCommand } from '@aws-sdk/client-batch';
import type { Api } from './api.js';
import { isEnded } from './job-view.js';

const PATIENCE_MS = 20_000;

/** Runs a job that takes all vCPUs: one that somebody has kept would let it wait for ever. @returns How it ended. */
export async function runOnAllSlots(api: Api, slots: number): Promise<JobDetail | undefined> {
  const resourceRequirements = [{ type: 'VCPU' as const, value: String(slots) }];
  const containerOverrides = { command: ['exit 0'], resourceRequirements };
  const job = { jobName: 'all-slots', jobQueue: 'local', jobDefinition: 'shell', containerOverrides };
  const { jobId = '' } = await api.ask((client) => client.send(new SubmitJobCommand(job)));
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const { jobs } = await api.ask((client) => client.send(new DescribeJobsCommand({ jobs: [jobId] })));
    if (isEnded(jobs?.[0]) || performance.now() > giveUpAt) return jobs?.[0];
    await delay(20);
  }
}
