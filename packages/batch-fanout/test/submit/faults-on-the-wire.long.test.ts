import { BatchClient, DescribeJobsCommand, ListJobsCommand } from '@aws-sdk/client-batch';
import type { Fault, LocalBatch } from '@render/local-batch';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FanoutSubmitter, planFanout } from '../../src/index.js';
import { startFaultBatch } from './fault-world.js';

let batch: LocalBatch;
beforeAll(async () => {
  batch = await startFaultBatch();
});
afterAll(() => batch.close());
beforeEach(() => batch.faults.clear());

const FAULTS: readonly Fault[] = [
  { kind: 'throttle', operation: 'SubmitJob', times: 2 },
  { kind: 'lost-answer', operation: 'SubmitJob', times: 2 },
  { kind: 'server-error', operation: 'SubmitJob', times: 2, when: 'before' },
  { kind: 'server-error', operation: 'SubmitJob', times: 2, when: 'after' },
];

// The handler of the other tests stands within the client; here connections are cut and time is real.
test.each(FAULTS)('submit ends with one run although lists lag and calls meet %j', async (fault) => {
  const runId = `wire-${fault.kind}-${'when' in fault ? fault.when : 'x'}`;
  const client = new BatchClient(batch);
  batch.faults.add({ kind: 'list-lag', lagMs: 600, times: 'always' });
  const id = batch.faults.add(fault);
  const submitter = new FanoutSubmitter({ client, listLagSeconds: 1, deadlineSeconds: 30 });
  const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
  const { renderJobs, compileJob } = await submitter.submit({
    plan,
    runId,
    jobQueue: 'local',
    jobDefinition: 'worker',
  });
  expect(batch.faults.list().find((report) => report.id === id)?.strikes).toBe(2);

  batch.faults.clear();
  const filters = [{ name: 'JOB_NAME', values: [`${runId}-g*`] }];
  const { jobSummaryList = [] } = await client.send(new ListJobsCommand({ jobQueue: 'local', filters }));
  expect(jobSummaryList.map(({ jobId }) => jobId).sort()).toEqual(
    [compileJob.jobId, ...renderJobs.map(({ jobId }) => jobId)].sort(),
  );
  const { jobs = [] } = await client.send(new DescribeJobsCommand({ jobs: [compileJob.jobId] }));
  expect(jobs[0]?.dependsOn?.map(({ jobId }) => jobId)).toEqual(renderJobs.map(({ jobId }) => jobId));
  client.destroy();
});
