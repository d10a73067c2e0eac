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

/** Fills a store with what a state file holds; jobs that ended are in the order of their ends. */
export function restore(file: StateFile, store: Store): void {
  for (const [, environment] of file.read<ComputeEnvironment>(KEYS.computeEnvironment)) {
    store.addComputeEnvironment(environment);
  }
  for (const [, policy] of file.read<SchedulingPolicy>(KEYS.policy)) store.addSchedulingPolicy(policy);
  for (const [, queue] of file.read<JobQueue>(KEYS.queue)) store.addQueue(queue);
  const definitions = [...file.read<JobDefinition>(KEYS.definition)].map(([, definition]) => definition);
  for (const definition of definitions.sort((a, b) => a.revision - b.revision)) {
    store.addDefinition(definition);
  }
  const progress = new Map(file.read<JobProgress>(KEYS.progress));
  const jobs = [...file.read<SavedJob>(KEYS.job)].map(([, saved]) => restoreJob(saved, progress));
  for (const job of jobs.sort((a, b) => a.request.createdAt - b.request.createdAt)) store.addJob(job);
  const ended = jobs.filter(({ stoppedAt }) => stoppedAt !== undefined);
  for (const job of ended.sort((a, b) => (a.stoppedAt ?? 0) - (b.stoppedAt ?? 0))) {
    store.jobEnded(job, job.stoppedAt ?? 0);
  }
}
