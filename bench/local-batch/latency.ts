import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { formatGoal } from '../goal.js';
import { inFolder } from '../in-folder.js';
import { runInTurn } from '../measure.js';
import { median } from '../median.js';
import { openSpawnLoop } from './open-spawn-loop.js';
import { startServer } from './start-server.js';

const ROUNDS = 21;
const CHILDREN = 3;
const GOAL_MS = 100;

/** From submitting an array and a job that depends on it to the latter's end, beyond what their processes take. */
export function benchLatency(): Promise<string> {
  return inFolder(async (folder) => {
    const loop = openSpawnLoop();
    const server = await startServer(folder, CHILDREN);
    try {
      const seconds = await runInTurn(
        {
          jobs: async () => {
            const submittedAt = Date.now();
            const jobId = await server.submit({ arrayProperties: { size: CHILDREN } });
            const dependent = await server.submit({ dependsOn: [{ jobId }] });
            return ((await server.finished(dependent)) - submittedAt) / 1000;
          },
          processes: async () => {
            const block = await mkdtemp(join(folder, 'block-'));
            const array = await loop.run({ folder: block, count: CHILDREN, atOnce: CHILDREN });
            return array + (await loop.run({ folder: block, count: 1, atOnce: 1 }));
          },
        },
        ROUNDS,
      );
      const added = seconds.jobs.map((taken, round) => (taken - (seconds.processes[round] as number)) * 1e3);
      return formatGoal({
        name: `an array of three and its dependent, submit to end, above ${(median(seconds.processes) * 1e3).toFixed(1)} ms of their processes`,
        value: median(added),
        unit: 'ms',
        goal: GOAL_MS,
      });
    } finally {
      loop.close();
      await server.close();
    }
  });
}
