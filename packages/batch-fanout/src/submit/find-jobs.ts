import { DescribeJobsCommand, type JobDetail, ListJobsCommand } from '@aws-sdk/client-batch';
import { MAX_DESCRIBED_JOBS } from '../limits.js';
import type { BatchSender } from './batch-sender.js';
import { type ParsedJobName, parseJobName } from './job-names.js';

/** A job of a run, as AWS Batch knows it. */
export interface FoundJob extends ParsedJobName {
  readonly jobId: string;
  readonly jobName: string;
  readonly detail: JobDetail;
  /** Whether `cancelRun` ended it: it no longer stands, but tells how far its run was. */
  readonly isCancelled: boolean;
}

/** Starts the reason of every job that this library terminates, so that its work can be told from a user's. */
export const TERMINATION_PREFIX = 'batch-fanout:';

/** Starts the reason of jobs that were cancelled. */
export const CANCELLED = `${TERMINATION_PREFIX} cancelled`;

/** Most pages of a list that are read; 100 jobs a page, far more than one run can have. */
const MOST_PAGES = 100;

/**
 * Finds a run's jobs by their names, in every queue that it uses; those that this library terminated are left out, but for
 * cancelled ones. What was submitted a moment ago may not be listed yet.
 *
 * @param namePrefix - What the names begin with; AWS Batch ignores case there, this function does not.
 */
export async function findJobs(
  client: BatchSender,
  query: { readonly runId: string; readonly namePrefix: string; readonly jobQueues: readonly string[] },
  signal?: AbortSignal,
): Promise<FoundJob[]> {
  const ids = await Promise.all(
    [...new Set(query.jobQueues)].map((jobQueue) => listIds(client, { ...query, jobQueue }, signal)),
  );
  const listed = await describeJobs(client, [...new Set(ids.flat())], signal);
  // A compile job can be listed before the render jobs that it names.
  const known = new Set(listed.map(({ jobId }) => jobId));
  const named = listed.flatMap(({ dependsOn = [] }) => dependsOn.flatMap(({ jobId }) => jobId ?? []));
  const unlisted = [...new Set(named)].filter((jobId) => !known.has(jobId));
  const details = [...listed, ...(await describeJobs(client, unlisted, signal))];
  return toFoundJobs(query.runId, details);
}

/** A run's own jobs among others, without those that this library took back itself. */
export function toFoundJobs(runId: string, details: readonly JobDetail[]): FoundJob[] {
  return details.flatMap((detail) => {
    const { jobId, jobName = '', statusReason = '' } = detail;
    const parsed = parseJobName(runId, jobName);
    const isCancelled = statusReason.startsWith(CANCELLED);
    const isTakenBack = statusReason.startsWith(TERMINATION_PREFIX) && !isCancelled;
    if (jobId === undefined || parsed === undefined || isTakenBack) return [];
    return [{ ...parsed, jobId, jobName, detail, isCancelled }];
  });
}

/** Whether a job counts: a cancelled one does not. */
export function isStanding({ isCancelled }: FoundJob): boolean {
  return !isCancelled;
}

async function listIds(
  client: BatchSender,
  {
    runId,
    namePrefix,
    jobQueue,
  }: { readonly runId: string; readonly namePrefix: string; readonly jobQueue: string },
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const ids: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const filters = [{ name: 'JOB_NAME', values: [`${namePrefix}*`] }];
    const answer = await client.send(
      new ListJobsCommand({ jobQueue, filters, ...(nextToken !== undefined && { nextToken }) }),
      signal === undefined ? {} : { abortSignal: signal },
    );
    for (const { jobId, jobName = '' } of answer.jobSummaryList ?? []) {
      if (jobId !== undefined && parseJobName(runId, jobName) !== undefined) ids.push(jobId);
    }
    nextToken = answer.nextToken || undefined;
    if (nextToken === undefined) return ids;
  }
  return ids;
}

/** Describes any number of jobs, a hundred a call; those that AWS Batch no longer knows are absent. */
export async function describeJobs(
  client: BatchSender,
  jobIds: readonly string[],
  signal?: AbortSignal,
): Promise<JobDetail[]> {
  const pages = Array.from({ length: Math.ceil(jobIds.length / MAX_DESCRIBED_JOBS) }, (_, page) =>
    jobIds.slice(page * MAX_DESCRIBED_JOBS, (page + 1) * MAX_DESCRIBED_JOBS),
  );
  const details: JobDetail[] = [];
  for (const jobs of pages) {
    const answer = await client.send(
      new DescribeJobsCommand({ jobs }),
      signal === undefined ? {} : { abortSignal: signal },
    );
    details.push(...(answer.jobs ?? []));
  }
  return details;
}
