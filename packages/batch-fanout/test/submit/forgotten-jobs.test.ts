import { BatchClient, ListJobsCommand } from '@aws-sdk/client-batch';
import type { LocalBatch } from '@render/local-batch';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FanoutSubmitter, MemoryLedger, planFanout, type SubmissionLedger } from '../../src/index.js';
import { startFaultBatch } from './fault-world.js';

const request = {
  plan: planFanout({ totalFrames: 10, framesPerJob: 4 }),
  runId: 'film',
  jobQueue: 'local',
  jobDefinition: 'worker',
};

/** The second has never heard of the first one's jobs, as a service that has forgotten them. */
let first: LocalBatch;
let second: LocalBatch;
beforeEach(async () => {
  [first, second] = await Promise.all([startFaultBatch(), startFaultBatch()]);
});
afterEach(() => Promise.all([first.close(), second.close()]));

const submit = (batch: LocalBatch, ledger: SubmissionLedger) =>
  new FanoutSubmitter({ client: new BatchClient(batch), ledger, owner: 'start', listLagSeconds: 0 }).submit(
    request,
  );

test('reports a run whose jobs were forgotten as unknown, and submits nothing, however its ledger came about', async () => {
  const ledger = new MemoryLedger();
  // The render job is taken, and its id is not written down.
  await expect(submit(first, failingFrom(ledger, 2))).rejects.toThrow('the disk is full');
  const run = await submit(first, ledger);
  expect(run).toMatchObject({ state: 'live', adopted: false });

  expect(await submit(second, ledger)).toMatchObject({
    state: 'unknown',
    adopted: true,
    renderJobs: [{ jobId: run.renderJobs[0]?.jobId }],
    compileJob: { jobId: run.compileJob.jobId },
  });
  const filters = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
  const { jobSummaryList } = await new BatchClient(second).send(
    new ListJobsCommand({ jobQueue: 'local', filters }),
  );
  expect(jobSummaryList).toEqual([]);
});

test('submits a run anew whose render job was forgotten before its compile job was submitted', async () => {
  const ledger = new MemoryLedger();
  await expect(submit(first, failingFrom(ledger, 3))).rejects.toThrow('the disk is full');
  expect(await submit(second, ledger)).toMatchObject({ state: 'live', adopted: false, generation: 0 });
});

/** A ledger whose n-th replacement, from 1, fails, and every later one. */
function failingFrom(ledger: SubmissionLedger, first: number): SubmissionLedger {
  let replacements = 0;
  return {
    read: (...key) => ledger.read(...key),
    create: (...record) => ledger.create(...record),
    async replace(...record) {
      replacements += 1;
      if (replacements >= first) throw new Error('the disk is full');
      return ledger.replace(...record);
    },
  };
}
