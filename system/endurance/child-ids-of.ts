import type { Submitted } from './submitter.js';

/** The ids of an array's children; none of a single job. */
export function childIdsOf({ jobId, size = 0 }: Submitted): string[] {
  return Array.from({ length: size }, (_, index) => `${jobId}:${index}`);
}
