import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../packages/batch-fanout/test/random-from.js';
import { hasProgram } from '../test/has-program.js';
import { Api } from './endurance/api.js';
import { findWrongEndings } from './endurance/find-wrong-endings.js';
import { leftProcesses } from './endurance/left-processes.js';
import { listQueue } from './endurance/list-queue.js';
import { prepare, QUEUES } from './endurance/prepare.js';
import { runOnAllSlots } from './endurance/run-on-all-slots.js';
import { RECORDS_FOLDER } from './endurance/run-records.js';
import { type Server, startServer } from './endurance/start-server.js';
import { Submitter } from './endurance/submitter.js';
import { Tally } from './endurance/tally.js';
import { ToldJobs } from './endurance/told-jobs.js';

const RESTARTS = Number(process.env.ENDURANCE_RESTARTS ?? 12);
const SEED = Number(process.env.ENDURANCE_SEED ?? Date.now() % 1_000_000);

const OPERATIONS_BETWEEN = 30;
const LOST_HELPER_SHARE = 0.02;
const SLOTS = 6;
/** So many that some wait at every restart. */
const MOST_ALIVE = 24;
const PATIENCE_MS = 30_000;

const WAYS = [
  { name: 'closed', end: (server: Server) => server.close() },
  { name: 'killed', end: (server: Server) => server.kill('alone') },
  { name: 'killed with its helper', end: (server: Server) => server.kill('with its helper') },
] as const;

const canRun = process.platform === 'linux' && hasProgram('setsid') && hasProgram('flock');

describe.runIf(canRun)('restarts', () => {
  test(`${RESTARTS} of them amid random jobs, stops and faults lose nothing and run nothing twice, seed ${SEED}`, {
    timeout: 300_000 + RESTARTS * 10_000,
  }, async () => {
    const random = randomFrom(SEED);
    const folder = await mkdtemp(join(tmpdir(), 'restarts-'));
    const records = join(folder, 'records');
    await mkdir(records);
    const api = new Api();
    const told = new ToldJobs(api);
    const submitter = new Submitter({ api, view: told, queues: QUEUES, random });
    const done = new Tally();
    const startedAt = performance.now();
    const start = async (generation: number) => {
      const server = await startServer({
        logFolder: join(folder, 'logs'),
        stateFile: join(folder, 'state.db'),
        slots: SLOTS,
        stopGraceSeconds: 0.3,
        minimumTimeoutSeconds: 1,
        images: { shell: ['/bin/sh', '-c'] },
        environment: { RUN_ID: runIdOf(generation), [RECORDS_FOLDER]: records },
      });
      api.connect(server.endpoint);
      return server;
    };
    const lookUntilAlive = async (most: number) => {
      const giveUpAt = performance.now() + PATIENCE_MS;
      do await told.look(submitter.alive);
      while (submitter.alive.length > most && performance.now() < giveUpAt && (await delay(10, true)));
      const stuck = submitter.alive.map(
        ({ jobId, name }) => `${jobId} (${name}) is ${told.latest(jobId)?.status}`,
      );
      if (stuck.length > most) expect(stuck, `jobs after ${PATIENCE_MS / 1000} s`).toEqual([]);
    };
    let server = await start(0);
    try {
      await prepare(api);
      for (let restart = 1; restart <= RESTARTS; restart += 1) {
        for (let left = OPERATIONS_BETWEEN; left > 0; left -= 1) {
          await lookUntilAlive(MOST_ALIVE - 1);
          done.add(await submitter.act());
          if (random() < LOST_HELPER_SHARE) {
            server.killHelper();
            done.add('lost helper');
          }
          await delay(random() * 4);
        }
        // One more is under way.
        const acting = submitter.act();
        await delay(random() * 10);
        api.expectEnd();
        const way = WAYS[restart % WAYS.length] as (typeof WAYS)[number];
        await way.end(server);
        server = await start(restart);
        const when = `after restart ${restart}, ${way.name}`;
        expect(leftProcesses(runIdOf(restart - 1)), when).toEqual([]);
        done.add(await acting);
        done.add(way.name);
        await told.look(submitter.submitted);
        expect([...told.violations, ...submitter.violations], when).toEqual([]);
        for (const queue of QUEUES) {
          const ids = submitter.submitted.filter((job) => job.queue === queue).map(({ jobId }) => jobId);
          expect((await listQueue(api, queue)).reverse(), when).toEqual(ids);
        }
      }
      await lookUntilAlive(0);
      await told.look(submitter.submitted);
      const { submitted } = submitter;
      expect(findWrongEndings({ submitted, view: told, records })).toEqual([]);
      expect([...told.violations, ...submitter.violations]).toEqual([]);
      await api.clearFaults();
      expect(await runOnAllSlots(api, SLOTS)).toMatchObject({ status: 'SUCCEEDED' });
    } finally {
      api.expectEnd();
      await server.close();
      api.close();
      await rm(folder, { recursive: true, force: true });
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    const operations = RESTARTS * (OPERATIONS_BETWEEN + 1);
    console.log(
      `restarts, seed ${SEED}: ${operations} operations, as in ${(operations / 60).toFixed(0)} min of one a second,`,
      `in ${seconds} s: ${done}; ${told.ids().length} jobs and children`,
    );
    expect(leftProcesses(runIdOf(RESTARTS))).toEqual([]);
  });
});

/** All jobs of one server have it in their environment. */
function runIdOf(generation: number): string {
  return `restarts-${process.pid}-${generation}`;
}
