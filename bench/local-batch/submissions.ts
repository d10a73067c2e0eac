import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatGoal } from '../goal.js';
import { inFolder } from '../in-folder.js';
import { median } from '../median.js';
import { startServer } from './start-server.js';

const REQUESTS = 6_000;
const BLOCKS = 6;
const CONNECTIONS = 8;
const GOAL = 500;
const TIMEOUT_MS = 120_000;

const submitRequests = fileURLToPath(new URL('submit-requests.ts', import.meta.url));

/** SubmitJobs a second, each a signed request of its own, while the queue's one slot is taken. */
export function benchSubmissions(): Promise<string> {
  return inFolder(async (folder) => {
    const server = await startServer(folder, 1);
    try {
      await server.submit({ jobDefinition: 'hold' });
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          ...process.execArgv,
          submitRequests,
          JSON.stringify(server.connection),
          ...[REQUESTS, CONNECTIONS, BLOCKS].map(String),
        ],
        { timeout: TIMEOUT_MS },
      );
      const [_warmUp, ...rates] = JSON.parse(stdout) as number[];
      return formatGoal({
        name: `SubmitJob with its signature checked, over ${CONNECTIONS} connections`,
        value: median(rates),
        unit: 'a second',
        goal: GOAL,
        atLeast: true,
      });
    } finally {
      await server.close();
    }
  });
}
