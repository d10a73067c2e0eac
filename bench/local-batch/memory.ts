import { DescribeJobsCommand } from '@aws-sdk/client-batch';
import { formatGoal } from '../goal.js';
import { inFolder } from '../in-folder.js';
import { median } from '../median.js';
import { residentMegabytes } from './process-status.js';
import { queueMany } from './queue-many.js';
import { startServer } from './start-server.js';

const CALLS = 200;
const WARM_UP_CALLS = 20;
const MEMORY_GOAL_MB = 300;
const DESCRIBE_GOAL_MS = 5;

/** The server's memory with 200,000 children queued, and how long it then takes to describe a parent. */
export function benchMemory(): Promise<string> {
  if (process.platform !== 'linux')
    return Promise.resolve('memory of 200,000 queued children: not measured, there is no /proc');
  return inFolder(async (folder) => {
    const server = await startServer(folder, 1);
    try {
      const emptyMegabytes = residentMegabytes(server.pid);
      const jobId = await queueMany(server);
      const megabytes = residentMegabytes(server.pid);
      const milliseconds: number[] = [];
      for (let call = 0; call < WARM_UP_CALLS + CALLS; call += 1) {
        const startedAt = performance.now();
        await server.client.send(new DescribeJobsCommand({ jobs: [jobId] }));
        if (call >= WARM_UP_CALLS) milliseconds.push(performance.now() - startedAt);
      }
      const slow = milliseconds.toSorted((a, b) => a - b)[Math.ceil(CALLS * 0.99) - 1] as number;
      const describe = { name: 'DescribeJobs of a parent then', unit: 'ms', goal: DESCRIBE_GOAL_MS };
      return [
        formatGoal({
          name: `memory of a server with 200,000 children queued, ${emptyMegabytes.toFixed(0)} MB without`,
          value: megabytes,
          unit: 'MB',
          goal: MEMORY_GOAL_MB,
        }),
        formatGoal({ ...describe, value: median(milliseconds) }),
        formatGoal({ ...describe, name: `${describe.name}, 99th percentile`, value: slow }),
      ].join('\n');
    } finally {
      await server.close();
    }
  });
}
