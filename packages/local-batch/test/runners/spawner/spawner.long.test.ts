import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Spawner } from '../../../src/runners/spawner/spawner.js';
import { spawnHelperEntrypoint } from '../../../src/spawn-helper-entrypoint.js';

let spawner: Spawner;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spawner-'));
  spawner = Spawner.open(spawnHelperEntrypoint);
});
afterAll(async () => {
  await spawner.close();
  await rm(folder, { recursive: true });
});

function run(jobId: string, seconds: number) {
  const order = {
    kind: 'process' as const,
    command: ['/bin/sleep', String(seconds)] as const,
    environment: { AWS_BATCH_JOB_ID: jobId },
    logFile: join(folder, 'log'),
    stopGraceSeconds: 1,
    jobId,
  };
  return spawner.start(order, { onStarted: () => {} }).ended;
}

/** So many that it opens a second helper. */
const MANY = 150;

test('a job that runs again after it has succeeded is not taken for what its first attempt has left', async () => {
  await Promise.all(Array.from({ length: MANY }, (_, index) => run(`first-${index}`, 0)));
  // It keeps one helper busy, so that the job goes to another one; when it has ended, both are equally idle.
  const other = run('other', 0.3);
  expect(await run('twice', 0.4)).toEqual({ exitCode: 0 });
  expect(await other).toEqual({ exitCode: 0 });
  expect(await run('twice', 2)).toEqual({ exitCode: 0 });
});
