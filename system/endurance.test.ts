import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeJobsCommand } from '@aws-sdk/client-batch';
import { describe, expect, test, vi } from 'vitest';
import { randomFrom } from '../packages/batch-fanout/test/random-from.js';
import { hasProgram } from '../test/has-program.js';
import { Api } from './endurance/api.js';
import { findWrongEndings } from './endurance/find-wrong-endings.js';
import { JobWatch } from './endurance/job-watch.js';
import { leftProcesses } from './endurance/left-processes.js';
import { listQueue } from './endurance/list-queue.js';
import { prepare, QUEUES } from './endurance/prepare.js';
import { FAULT_KINDS } from './endurance/random-fault.js';
import { runOnAllSlots } from './endurance/run-on-all-slots.js';
import { RECORDS_FOLDER } from './endurance/run-records.js';
import { startServer } from './endurance/start-server.js';
import { Submitter } from './endurance/submitter.js';
import { Tally } from './endurance/tally.js';

/**
 * Each submits, stops, or has something go wrong. With the 360 of restarts.test.ts they are an hour's worth of ordinary
 * use, of one a second.
 */
const OPERATIONS = 3_240;
/** It goes on for so long, even if its operations take less. */
const SECONDS = Number(process.env.ENDURANCE_SECONDS ?? 0);
const SEED = Number(process.env.ENDURANCE_SEED ?? Date.now() % 1_000_000);

const QUARTERS = 4;
const SLOTS = 8;
/** More would only wait. */
const MOST_ALIVE = 24;
const MOST_HEAP_GROWTH = 1.1;
const KEPT_JOBS = 50;
/** Sometimes everything has to end before the next operation, as a wake-up that is lost is made good by any other. */
const QUIET_SHARE = 0.005;
const PATIENCE_MS = 30_000;
const RUN_ID = `endurance-${process.pid}`;

const canRun = process.platform === 'linux' && hasProgram('setsid') && hasProgram('flock');

describe.runIf(canRun)('endurance', () => {
  test(`${OPERATIONS} random submissions, stops and faults lose nothing and leave nothing, seed ${SEED}`, {
    timeout: 600_000 + SECONDS * 2_000,
  }, async () => {
    const random = randomFrom(SEED);
    const folder = await mkdtemp(join(tmpdir(), 'endurance-'));
    const records = join(folder, 'records');
    await mkdir(records);
    const watch = new JobWatch(SLOTS);
    const options = {
      logFolder: join(folder, 'logs'),
      slots: SLOTS,
      stopGraceSeconds: 0.3,
      minimumTimeoutSeconds: 1,
      keepFinishedJobs: KEPT_JOBS,
      images: { shell: ['/bin/sh', '-c'] },
      environment: { RUN_ID, [RECORDS_FOLDER]: records },
    };
    const server = await startServer(options, (detail) => watch.take(detail));
    const api = new Api();
    const done = new Tally();
    const struck = new Tally();
    const heaps: number[] = [];
    const startedAt = performance.now();
    let operations = 0;
    try {
      api.connect(server.endpoint);
      await prepare(api);
      const submitter = new Submitter({ api, view: watch, queues: QUEUES, random });
      for (let quarter = 1; quarter <= QUARTERS; quarter += 1) {
        const endAt = startedAt + (SECONDS * 1000 * quarter) / QUARTERS;
        while (operations < (OPERATIONS * quarter) / QUARTERS || performance.now() < endAt) {
          const mostAlive = random() < QUIET_SHARE ? 0 : MOST_ALIVE - 1;
          if (!(await comesAbout(() => submitter.alive.length <= mostAlive))) break;
          done.add(await submitter.act());
          operations += 1;
          await delay(random() * 4);
        }
        await comesAbout(() => submitter.alive.length === 0);
        const { submitted } = submitter;
        expect(findWrongEndings({ submitted, view: watch, records })).toEqual([]);
        expect([...watch.violations, ...submitter.violations]).toEqual([]);
        expect(watch.inUse).toBe(0);
        expect(leftProcesses(RUN_ID)).toEqual([]);
        const kept = watch.lastEnded(KEPT_JOBS);
        const described = await api.ask((client) =>
          client.send(new DescribeJobsCommand({ jobs: [...kept] })),
        );
        expect(described.jobs).toEqual(kept.map((jobId) => watch.latest(jobId)));
        for (const { kind, strikes } of await api.clearFaults()) struck.add(kind, strikes);
        const listed = await Promise.all(QUEUES.map((queue) => listQueue(api, queue)));
        expect(listed.flat().sort()).toEqual(kept.toSorted());
        expect(await runOnAllSlots(api, SLOTS)).toMatchObject({ status: 'SUCCEEDED' });
        heaps.push(await server.usedHeap());
        submitter.clear();
        watch.clear();
      }
    } finally {
      api.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    const shown = heaps.map((heap) => `${(heap / 1e6).toFixed(2)} MB`).join(', ');
    console.log(
      `endurance, seed ${SEED}: ${operations} operations, as in ${(operations / 60).toFixed(0)} min of one a second,`,
      `in ${seconds} s: ${done}; struck: ${struck}; ${watch.changes} changes of state;`,
      `heap after each quarter: ${shown}`,
    );
    expect(leftProcesses(RUN_ID)).toEqual([]);
    expect(watch.mostInUse).toBe(SLOTS);
    expect(FAULT_KINDS.filter((kind) => struck.of(kind) === 0)).toEqual([]);
    const [, second = 0, , last = 0] = heaps;
    expect(last / second).toBeLessThanOrEqual(MOST_HEAP_GROWTH);
  });
});

/** False if it has not come about in time: whoever is in its way is named by the check of all endings. */
async function comesAbout(condition: () => boolean): Promise<boolean> {
  return vi.waitUntil(condition, { interval: 5, timeout: PATIENCE_MS }).then(
    () => true,
    () => false,
  );
}
