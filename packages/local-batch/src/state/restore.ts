import type { JobProgress } from '../engine/job-record.js';
import { KEYS } from '../engine/journal.js';
import type {
  ComputeEnvironment,
  JobDefinition,
  JobQueue,
  SchedulingPolicy,
} from '../engine/resource-records.js';
import { restoreJob, type SavedJob } from '../engine/saved-job.js';
import type { Store } from '../engine/store.js';
import type { StateFile } from './state-file.js';

/** Fills a store with what a state file holds, all in the order in which it was made. */
export function restore(file: StateFile, store: Store): void {
  for (const environment of inOrder<ComputeEnvironment>(file, KEYS.computeEnvironment)) {
    store.putComputeEnvironment(environment);
  }
  for (const policy of inOrder<SchedulingPolicy>(file, KEYS.policy)) store.putSchedulingPolicy(policy);
  for (const queue of inOrder<JobQueue>(file, KEYS.queue)) store.putQueue(queue);
  for (const definition of inOrder<JobDefinition>(file, KEYS.definition)) store.addDefinition(definition);
  const progress = new Map(file.read<JobProgress>(KEYS.progress));
  const jobs = [...file.read<SavedJob>(KEYS.job)].map(([, saved]) => restoreJob(saved, progress));
  for (const job of jobs.sort((a, b) => a.request.number - b.request.number)) store.addJob(job);
}

function inOrder<T extends { readonly number?: number | undefined }>(file: StateFile, key: string): T[] {
  const records = [...file.read<T>(key)].map(([, record]) => record);
  return records.sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
}
