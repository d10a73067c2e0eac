import type { JobRecord } from './job-record.js';

/** Jobs by one of their times, the earliest first; those of the same time stay in their order. */
export function byTime<T extends JobRecord>(jobs: readonly T[], time: 'runnableAt' | 'stoppedAt'): T[] {
  return jobs.toSorted((a, b) => (a[time] ?? 0) - (b[time] ?? 0));
}
