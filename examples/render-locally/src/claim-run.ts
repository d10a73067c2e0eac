import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, WorkerError } from '@render/worker';

/** In a run's folder while a command renders it. */
const PROCESS_ID = 'process-id';

/**
 * Takes a run, whose folder is there, for this process, so that two commands do not render into one folder.
 *
 * @returns Gives it back.
 * @throws WorkerError with exit code 75 if another command has it that still runs.
 */
export function claimRun(runFolder: string, runId: string): () => void {
  const path = join(runFolder, PROCESS_ID);
  if (!tryToWrite(path)) {
    const owner = readOwner(path);
    // A number that is this process's own was another's before, as in a container that is made anew.
    if (owner !== process.pid && isRunning(owner)) {
      throw new WorkerError(
        ExitCode.temporary,
        `the run ${runId} is being rendered by another command, process ${owner}; wait for it, set OUTPUT_URI to another folder, or remove ${path} if that is no such command`,
      );
    }
    rmSync(path, { force: true });
    tryToWrite(path);
  }
  return () => {
    if (readOwner(path) === process.pid) rmSync(path, { force: true });
  };
}

function tryToWrite(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

function isRunning(processId: number): boolean {
  if (!(processId > 0)) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
