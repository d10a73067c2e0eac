import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasProgram } from '../../test/has-program.js';
import { inFolder } from '../in-folder.js';
import { type Contestant, compareRounds, formatComparison, runInTurn } from '../measure.js';
import { runProgram } from '../run-program.js';
import { openSpawnLoop } from './open-spawn-loop.js';
import { queueMany } from './queue-many.js';
import { type BenchServer, startServer } from './start-server.js';

/** 10,000 children in all; in blocks, so that a machine that slows down slows everybody. */
const ROUNDS = 25;
const CHILDREN = 400;
const SLOTS = 2;
const SPAWN_TARGET = 1.15;
const XARGS_TARGET = 1.5;
const PARALLEL_TARGET = 0.5;

/** Children of `/bin/true` with their logs, against starting the same processes without job states. */
export function benchChildren(): Promise<string> {
  return inFolder(async (folder) => {
    const loop = openSpawnLoop();
    const servers: BenchServer[] = [];
    const openServer = async (name: string) => {
      const server = await startServer(join(folder, name), SLOTS);
      servers.push(server);
      return server;
    };
    try {
      const alone = await openServer('alone');
      const crowded = await openServer('crowded');
      await queueMany(crowded);
      const seconds = await runInTurn(
        {
          loop: () => inBlock(folder, (block) => loop.run({ folder: block, count: CHILDREN, atOnce: SLOTS })),
          alone: () => runArray(alone),
          crowded: () => runArray(crowded),
          xargs: () => inBlock(folder, (block) => runShell(`xargs -P${SLOTS} -I{} sh -c`, block)),
          ...(hasGnuParallel() && {
            parallel: () => inBlock(folder, (block) => runShell(`parallel -j${SLOTS}`, block)),
          }),
        } as Readonly<Record<'loop' | 'alone' | 'crowded' | 'xargs' | 'parallel', Contestant>>,
        ROUNDS,
      );
      const name = `${ROUNDS} × ${CHILDREN} children of /bin/true on two slots`;
      const line = (against: string, baseline: readonly number[], target: number, ours = seconds.alone) =>
        formatComparison(`${name}${against}`, compareRounds(ours, baseline), target);
      const { parallel } = seconds;
      return [
        line(", against a bare loop of Node's spawn", seconds.loop, SPAWN_TARGET),
        line(
          ' beside 200,000 queued jobs, against the bare loop',
          seconds.loop,
          SPAWN_TARGET,
          seconds.crowded,
        ),
        line(', against xargs -P2 with sh', seconds.xargs, XARGS_TARGET),
        parallel
          ? line(', against GNU parallel -j2', parallel, PARALLEL_TARGET)
          : `${name}, against GNU parallel: not measured, there is no GNU parallel`,
      ].join('\n');
    } finally {
      loop.close();
      await Promise.all(servers.map((server) => server.close()));
    }
  });
}

async function runArray(server: BenchServer): Promise<number> {
  const submittedAt = Date.now();
  const jobId = await server.submit({ arrayProperties: { size: CHILDREN } });
  return ((await server.finished(jobId)) - submittedAt) / 1000;
}

async function runShell(each: string, folder: string): Promise<number> {
  const startedAt = performance.now();
  await runProgram('sh', ['-c', `seq ${CHILDREN} | ${each} 'exec /bin/true >${folder}/{}.log'`]);
  return (performance.now() - startedAt) / 1000;
}

async function inBlock(folder: string, work: (block: string) => Promise<number>): Promise<number> {
  const block = await mkdtemp(join(folder, 'block-'));
  const seconds = await work(block);
  await rm(block, { recursive: true });
  return seconds;
}

/** There is another program of this name, in moreutils. */
function hasGnuParallel(): boolean {
  if (!hasProgram('parallel')) return false;
  const { stdout } = spawnSync('parallel', ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return stdout?.includes('GNU parallel') ?? false;
}
