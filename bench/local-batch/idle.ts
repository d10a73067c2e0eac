import { setTimeout as delay } from 'node:timers/promises';
import { formatGoal } from '../goal.js';
import { inFolder } from '../in-folder.js';
import { activityOf } from './process-status.js';
import { startServer } from './start-server.js';

const SETTLE_MS = 2_000;
const SECONDS = 3;
/** Node's HTTP server looks once in 5 s for connections that send nothing. */
const WAKE_UPS_GOAL = 10;
const CPU_GOAL_MS = 10;

/** What a server does while one job runs, another is queued, and nobody asks for anything. */
export function benchIdle(): Promise<string> {
  if (process.platform !== 'linux') return Promise.resolve('idle server: not measured, there is no /proc');
  return inFolder(async (folder) => {
    const server = await startServer(folder, 1);
    try {
      await server.submit({ jobDefinition: 'hold' });
      await server.submit({});
      server.client.destroy();
      await delay(SETTLE_MS);
      const before = activityOf(server.pid);
      await delay(SECONDS * 1000);
      const after = activityOf(server.pid);
      const name = `an idle server with a job queued, in ${SECONDS} s`;
      return [
        formatGoal({
          name: `processor time of ${name}`,
          value: after.cpuMilliseconds - before.cpuMilliseconds,
          unit: 'ms',
          goal: CPU_GOAL_MS,
        }),
        formatGoal({
          name: `wake-ups of ${name}`,
          value: after.wakeUps - before.wakeUps,
          unit: 'times',
          goal: WAKE_UPS_GOAL,
        }),
      ].join('\n');
    } finally {
      await server.close();
    }
  });
}
