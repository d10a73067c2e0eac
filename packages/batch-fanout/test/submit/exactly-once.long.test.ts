import type { LocalBatch } from '@render/local-batch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemoryLedger } from '../../src/index.js';
import { randomFrom } from '../random-from.js';
import { FaultWorld, LIST_LAG_SECONDS, startFaultBatch } from './fault-world.js';
import { type Fault, PASSING_FAULTS } from './faulty-handler.js';

const FAULTS: readonly Fault[] = [...PASSING_FAULTS, 'killed before', 'killed after'];
/** The sequence of one submission has at most so many calls. */
const CALLS = 9;
const RANDOM_SEQUENCES = Number(process.env.FAULT_SEQUENCES ?? 200);

let batch: LocalBatch;
let runs = 0;
beforeAll(async () => {
  batch = await startFaultBatch();
});
afterAll(() => batch.close());

const newRunId = () => {
  runs += 1;
  return `film-${runs}`;
};

describe.each<[string, () => { ledger?: MemoryLedger }]>([
  ['without a ledger', () => ({})],
  ['with a ledger', () => ({ ledger: new MemoryLedger() })],
])('submit %s', (_, ledger) => {
  test.each(FAULTS)('ends with one run whichever call is met by: %s', async (fault) => {
    for (let call = 0; call < CALLS; call += 1) {
      const world = new FaultWorld(batch, newRunId(), { ...ledger(), listLagMs: 0, random: () => 0.5 });
      const first = await world.submit((_, at) => (at === call ? fault : undefined));
      const second = await world.submit(() => undefined);
      await expectOneRun(world, `${fault} at call ${call}`);
      if (first.run) expect(second.run?.compileJob.jobId).toBe(first.run.compileJob.jobId);
      expect(second.error).toBeUndefined();
    }
  });
});

describe('submit', () => {
  test.each(Array.from({ length: RANDOM_SEQUENCES }, (_, seed) => seed))(
    'ends with one run after random faults and restarts, seed %i',
    async (seed) => {
      const random = randomFrom(seed);
      const listLagMs = random() * LIST_LAG_SECONDS * 1000;
      const options = seed % 2 === 0 ? { ledger: new MemoryLedger(), listLagMs } : { listLagMs };
      const world = new FaultWorld(batch, newRunId(), { ...options, random, maxAttempts: 1 });
      const frequency = random() * 0.6;
      const someFault = () =>
        random() < frequency ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
      for (let process = 0; process < 3; process += 1) await world.submit(someFault);
      // Longer than the lease that a killed process leaves behind.
      const last = await world.submit(() => undefined, { deadlineSeconds: 200 });
      expect(last.error).toBeUndefined();
      await expectOneRun(world, `seed ${seed}`);
    },
  );

  test.each([2, 3])(
    'ends with one run when %i submitters with a ledger start at the same moment',
    async (count) => {
      for (let seed = 0; seed < 20; seed += 1) {
        const random = randomFrom(seed);
        const options = { ledger: new MemoryLedger(), listLagMs: 2_000, random, maxAttempts: 1 };
        const world = new FaultWorld(batch, newRunId(), options);
        const faults = seed < 10 ? [] : PASSING_FAULTS;
        const someFault = () => (random() < 0.2 ? faults[Math.floor(random() * faults.length)] : undefined);
        const all = await Promise.all(
          Array.from({ length: count }, () => world.submit(someFault, { deadlineSeconds: 300 })),
        );
        expect(all.map(({ error }) => error)).toEqual(all.map(() => undefined));
        expect(new Set(all.map(({ run }) => run?.compileJob.jobId)).size).toBe(1);
        await expectOneRun(world, `seed ${seed}`);
      }
    },
  );

  test('stops at once when its signal aborts, whichever call is under way, and says what stands', async () => {
    for (let call = 0; call < CALLS; call += 1) {
      const world = new FaultWorld(batch, newRunId(), { listLagMs: 0, random: () => 0.5 });
      const stop = new AbortController();
      const first = await world.submit(
        (_, at) => {
          if (at === call) stop.abort();
          return undefined;
        },
        { signal: stop.signal },
      );
      if (first.error)
        expect(first.error).toMatchObject({ code: 'ABORTED', message: expect.stringContaining('stopped') });
      expect(first.calls.length).toBeLessThanOrEqual(call + 1 + (first.run ? CALLS : 0));
      await world.submit(() => undefined);
      await expectOneRun(world, `aborted at call ${call}`);
    }
  });
});

async function expectOneRun(world: FaultWorld, what: string): Promise<void> {
  const { standing, terminated } = await world.jobs();
  const names = standing.map(({ jobName = '' }) => jobName.replace(/^film-\d+-/, '')).sort();
  expect(names, what).toEqual(['g0-compile', 'g0-render-0']);
  const [compile, render] = [...standing].sort((a) => (a.jobName?.endsWith('compile') ? -1 : 1));
  expect(
    compile?.dependsOn?.map(({ jobId }) => jobId),
    what,
  ).toEqual([render?.jobId]);
  for (const job of terminated)
    expect(job.statusReason, what).toMatch(/^(batch-fanout:|Dependent Job failed)/);
}
