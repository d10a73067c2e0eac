import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, WorkerError } from '@render/worker';

/** In a run's folder while a command renders it. */
const PROCESS_ID = 'process-id';

/**
 * Makes sure that no other command renders a run, so that two do not write into one folder.
 *
 * @throws WorkerError with exit code 75 if one does.
 */
export function assertFree(runFolder: string, runId: string): void {
  const owner = readOwner(join(runFolder, PROCESS_ID));
  if (owner === undefined || !isRunning(owner)) return;
  throw new WorkerError(
    ExitCode.temporary,
    `the run ${runId} is being rendered by another command, process ${owner}; wait for it, or set OUTPUT_URI to another folder`,
  );
}

/** Takes a run, whose folder is there, until this process ends. */
export function claimRun(runFolder: string): void {
  const path = join(runFolder, PROCESS_ID);
  writeFileSync(path, String(process.pid));
  process.once('exit', () => rmSync(path, { force: true }));
}

function readOwner(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
