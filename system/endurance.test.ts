import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchClient,
  CreateJobQueueCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { type LocalBatchOptions, startLocalBatch } from '@render/local-batch';
import { describe, expect, test, vi } from 'vitest';
import { randomFrom } from '../packages/batch-fanout/test/random-from.js';
import { hasProgram } from '../test/has-program.js';
import { processesOfRun } from './chaos/processes-of-run.js';
import { findWrongEndings } from './endurance/find-wrong-endings.js';
import { JobWatch } from './endurance/job-watch.js';
import { Submitter } from './endurance/submitter.js';
import { usedHeap } from './endurance/used-heap.js';

const SECONDS = Number(process.env.ENDURANCE_SECONDS ?? 40);
const SEED = Number(process.env.ENDURANCE_SEED ?? Date.now() % 1_000_000);

const QUARTERS = 4;
const SLOTS = 4;
/** More would only wait. */
const MOST_ALIVE = 20;
const MOST_HEAP_GROWTH = 1.1;
const KEPT_JOBS = 50;
const DRAIN_MS = 60_000;
const RUN_ID = `endurance-${process.pid}`;

describe.runIf(hasProgram('setsid') && process.platform === 'linux')('endurance', () => {
  test(`${SECONDS} s of random jobs and stops lose nothing and leave nothing, seed ${SEED}`, {
    timeout: SECONDS * 1000 + QUARTERS * DRAIN_MS,
  }, async () => {
    const random = randomFrom(SEED);
    const logFolder = await mkdtemp(join(tmpdir(), 'endurance-'));
    const { batch, isForgetful } = await start(logFolder);
    const client = new BatchClient({ ...batch, maxAttempts: 1 });
    const watch = new JobWatch(SLOTS);
    const following = watch.follow(batch.events());
    const tally: Record<string, number> = {};
    const heaps: number[] = [];
    try {
      await prepare(client);
      const submitter = new Submitter(client, watch, ['local', 'urgent'], random);
      for (let quarter = 0; quarter < QUARTERS; quarter += 1) {
        const endAt = performance.now() + (SECONDS / QUARTERS) * 1000;
        while (performance.now() < endAt) {
          if (submitter.alive.length < MOST_ALIVE) {
            const done = await submitter.act();
            tally[done] = (tally[done] ?? 0) + 1;
          }
          await delay(random() * 20);
        }
        await drain(submitter);
        expect(findWrongEndings(submitter.submitted, watch)).toEqual([]);
        expect(watch.violations).toEqual([]);
        expect(processesOfRun(RUN_ID)).toEqual([]);
        tally.ended = (tally.ended ?? 0) + watch.ids().length;
        submitter.clear();
        await runOnAllSlots(client, watch);
        watch.clear();
        heaps.push(usedHeap());
      }
      expect(watch.mostInUse).toBe(SLOTS);
      const [, second = 0, , last = 0] = heaps;
      const growth = last / second;
      const shown = heaps.map((heap) => `${(heap / 1e6).toFixed(1)} MB`).join(', ');
      console.log(`endurance, seed ${SEED}: ${JSON.stringify(tally)}; heap after each quarter: ${shown}`);
      if (isForgetful) expect(growth).toBeLessThanOrEqual(MOST_HEAP_GROWTH);
      else
        console.log(
          `finished jobs were kept: the last quarter's heap is ${growth.toFixed(2)} × the second's`,
        );
    } finally {
      client.destroy();
      await batch.close();
      await following;
      await rm(logFolder, { recursive: true, force: true });
    }
    expect(processesOfRun(RUN_ID)).toEqual([]);
  });
});

/** Keeps few finished jobs where that can be said. */
async function start(logFolder: string) {
  const options: LocalBatchOptions = {
    logFolder,
    slots: SLOTS,
    stopGraceSeconds: 0.3,
    minimumTimeoutSeconds: 1,
    images: { shell: ['/bin/sh', '-c'] },
    environment: { RUN_ID },
  };
  try {
    const forgetful = { ...options, keepFinishedJobs: KEPT_JOBS } as LocalBatchOptions;
    return { batch: await startLocalBatch(forgetful), isForgetful: true };
  } catch (error) {
    if (!String(error).includes('keepFinishedJobs')) throw error;
    return { batch: await startLocalBatch(options), isForgetful: false };
  }
}

async function prepare(client: BatchClient): Promise<void> {
  for (const image of ['shell', 'absent']) {
    const resourceRequirements = [
      { type: 'VCPU' as const, value: '1' },
      { type: 'MEMORY' as const, value: '16' },
    ];
    await client.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: image,
        type: 'container',
        containerProperties: { image, resourceRequirements },
      }),
    );
  }
  await client.send(
    new CreateJobQueueCommand({
      jobQueueName: 'urgent',
      priority: 10,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'local' }],
    }),
  );
}

async function drain(submitter: Submitter): Promise<void> {
  const isEmpty = () => submitter.alive.length === 0;
  // Whoever is left is named by the check of all endings.
  await vi.waitUntil(isEmpty, { interval: 20, timeout: DRAIN_MS / 2 }).catch(() => undefined);
}

/** A slot that somebody has kept would let it wait for ever. */
async function runOnAllSlots(client: BatchClient, watch: JobWatch): Promise<void> {
  const { jobId = '' } = await client.send(
    new SubmitJobCommand({
      jobName: 'all-slots',
      jobQueue: 'local',
      jobDefinition: 'shell',
      containerOverrides: {
        command: ['exit 0'],
        resourceRequirements: [{ type: 'VCPU', value: String(SLOTS) }],
      },
    }),
  );
  await vi.waitUntil(() => watch.hasEnded(jobId), { interval: 10, timeout: 10_000 });
  expect(watch.latest(jobId)).toMatchObject({ status: 'SUCCEEDED' });
}
