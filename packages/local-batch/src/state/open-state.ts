import { jobIdOf, runnableJobsOf } from '../engine/job-record.js';
import type { Store } from '../engine/store.js';
import { invalidOption } from '../invalid-option.js';
import type { ContainerEngine } from '../runners/containers/container-engine.js';
import { removeLeftContainers } from './containers.js';
import { endLeftGroups } from './process-groups.js';
import { restore } from './restore.js';
import type { StateFile } from './state-file.js';

/**
 * Fills a store with what a state file holds, ends what a killed server has left running, and has the store written to
 * the file from then on.
 *
 * @param environment - What a container engine sees.
 * @returns Undefined without a path; the database is not loaded then.
 * @throws {@link LocalBatchError} `INVALID_OPTION` if the file cannot be used.
 */
export async function openState(
  path: string | undefined,
  store: Store,
  environment: ContainerEngine['environment'],
): Promise<StateFile | undefined> {
  if (path === undefined) return undefined;
  const { StateFile } = await import('./state-file.js');
  const file = StateFile.open(path);
  try {
    restoreFrom(file, path, store);
    await endLeftGroups(file, placedJobs(store));
    await removeLeftContainers(file, environment);
  } catch (error) {
    await file.close();
    throw error;
  }
  store.writeTo(file);
  return file;
}

function restoreFrom(file: StateFile, path: string, store: Store): void {
  try {
    restore(file, store);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw invalidOption('stateFile', `${path} is damaged (${message}); use another file`, cause);
  }
}

/** Ids of the jobs that have a process, or are about to. */
function placedJobs(store: Store): string[] {
  return [...store.jobs.all()]
    .flatMap(runnableJobsOf)
    .filter(({ state }) => state === 'STARTING' || state === 'RUNNING')
    .map(jobIdOf);
}
