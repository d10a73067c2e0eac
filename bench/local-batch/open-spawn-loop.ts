import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const TIMEOUT_MS = 120_000;
const spawnLoop = fileURLToPath(new URL('spawn-loop.mjs', import.meta.url));

/** What to start: `/bin/true` so many times, so many at once, each with a fresh log file in the folder. */
interface SpawnRun {
  readonly folder: string;
  readonly count: number;
  readonly atOnce: number;
}

/** A small process that only starts processes. */
export interface SpawnLoop {
  /** Gives the seconds from the first start to the last end. */
  run(run: SpawnRun): Promise<number>;
  close(): void;
}

/** Opens it; whoever opens it closes it. */
export function openSpawnLoop(): SpawnLoop {
  const loop = fork(spawnLoop, [], { execArgv: [] });
  return {
    async run(run) {
      const answered = once(loop, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) });
      loop.send(run);
      const [milliseconds] = await answered;
      return milliseconds / 1000;
    },
    close: () => void loop.kill('SIGKILL'),
  };
}
