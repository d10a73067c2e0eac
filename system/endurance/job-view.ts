import type { JobDetail } from '@aws-sdk/client-batch';

/** What somebody knows of jobs. */
export interface JobView {
  /** The latest that is known of a job or child. */
  latest(jobId: string): JobDetail | undefined;
  hasEnded(jobId: string): boolean;
  /** Ids of all jobs and children that are known. */
  ids(): readonly string[];
}

/** Whether a job stays as it is. */
export function isEnded(job: JobDetail | undefined): boolean {
  return job?.status === 'SUCCEEDED' || job?.status === 'FAILED';
}
