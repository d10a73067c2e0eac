import type { JobRequest } from '../engine/job-record.js';
import type { FaultBook } from './fault-book.js';
import type { CheckedFault } from './fault-shape.js';

/**
 * Begins one call of ListJobs: tells of each job whether the call shows it. Each fault that hides something strikes once.
 *
 * @param now - Epoch milliseconds.
 */
export function beginList(faults: FaultBook, now: number): (request: JobRequest) => boolean {
  const lags = faults.of('list-lag');
  const struck = new Set<CheckedFault>();
  return ({ createdAt }) => {
    const lag = lags.find(({ lagMs }) => now - createdAt < lagMs);
    if (!lag) return true;
    if (!struck.has(lag)) faults.strike(lag);
    struck.add(lag);
    return false;
  };
}
