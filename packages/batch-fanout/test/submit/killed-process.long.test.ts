import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LocalBatch } from '@render/local-batch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FaultWorld, startFaultBatch } from './fault-world.js';

const script = fileURLToPath(new URL('submit-and-die.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../../', import.meta.url));

let batch: LocalBatch;
beforeAll(async () => {
  batch = await startFaultBatch();
});
afterAll(() => batch.close());

test.each(['killed before', 'killed after'] as const)(
  'ends with one run although the process is %s the answer of any of its calls',
  async (fault) => {
    const ends: unknown[] = [];
    for (let call = 0; call < 6; call += 2) {
      const pair = [call, call + 1].map(async (fatalCall) => {
        const runId = `${fault.replace(' ', '-')}-${fatalCall}`;
        ends.push(await submitAndDie(runId, String(fatalCall), fault));
        const world = new FaultWorld(batch, runId, { listLagMs: 0, random: () => 0.5 });
        expect((await world.submit(() => undefined)).error).toBeUndefined();
        const { standing, terminated } = await world.jobs();
        expect(standing.map(({ jobName }) => jobName).sort()).toEqual([
          `${runId}-g0-compile`,
          `${runId}-g0-render-0`,
        ]);
        expect(terminated).toEqual([]);
      });
      await Promise.all(pair);
    }
    expect(ends.filter((end) => end === 'SIGKILL').length).toBeGreaterThanOrEqual(4);
  },
);

function submitAndDie(...args: string[]): Promise<unknown> {
  const env = {
    PATH: '/usr/bin:/bin',
    AWS_ENDPOINT_URL_BATCH: batch.endpoint,
    AWS_REGION: batch.region,
    AWS_ACCESS_KEY_ID: batch.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: batch.credentials.secretAccessKey,
  };
  const options = { env, cwd: root, timeout: 30_000 };
  const nodeArguments = ['--import', 'tsx', '--conditions=@render/source', script, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, nodeArguments, options, (error) => resolve(error?.signal ?? 'ended'));
  });
}
