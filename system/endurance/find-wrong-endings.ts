import type { JobDetail } from '@aws-sdk/client-batch';
import { childIdsOf } from './child-ids-of.js';
import { isEnded, type JobView } from './job-view.js';
import { readRuns } from './run-records.js';
import type { Submitted } from './submitter.js';
import { wrongEnding } from './wrong-ending.js';
import { wrongRuns } from './wrong-runs.js';

/** What there is to hold the jobs of a drained queue against. */
export interface Endings {
  readonly submitted: readonly Submitted[];
  readonly view: JobView;
  /** Folder of what the runs have written. */
  readonly records: string;
}

/** What is wrong with the jobs of a drained queue, one line for each fault. */
export function findWrongEndings({ submitted, view, records }: Endings): readonly string[] {
  const known = new Set(submitted.flatMap((job) => [job.jobId, ...childIdsOf(job)]));
  const strangers = view.ids().filter((jobId) => !known.has(jobId));
  return [
    ...strangers.map((jobId) => `nobody has submitted ${jobId}, ${view.latest(jobId)?.jobName}`),
    ...submitted.flatMap((job) => [...wrongRecords(job, view, records), ...wrongSummary(job, view)]),
  ];
}

function wrongRecords(job: Submitted, view: JobView, records: string): string[] {
  const ids = job.size === undefined ? [job.jobId] : childIdsOf(job);
  const parent = job.size === undefined ? undefined : view.latest(job.jobId);
  return ids.flatMap((jobId) => {
    const ended = view.latest(jobId);
    if (ended === undefined || !isEnded(ended)) return [`${jobId} (${job.name}) was left ${ended?.status}`];
    const wrong = [wrongEnding(job, ended, parent), wrongRuns(job, ended, readRuns(records, jobId))];
    return wrong.flatMap((what) => (what === undefined ? [] : [`${tell(job, ended)}: ${what}`]));
  });
}

function tell(
  { name }: Submitted,
  { jobId, status, statusReason, attempts = [], container }: JobDetail,
): string {
  const endings = attempts.map((attempt) => `${attempt.container?.exitCode ?? '-'} ${attempt.statusReason}`);
  return `${jobId} (${name}) is ${status}, ${statusReason}, after [${endings.join(' | ')}] by ${container?.command}`;
}

function wrongSummary(job: Submitted, view: JobView): string[] {
  if (job.size === undefined) return [];
  const parent = view.latest(job.jobId);
  const children = childIdsOf(job).map((jobId) => view.latest(jobId)?.status);
  const count = (status: JobDetail['status']) => children.filter((child) => child === status).length;
  const summary = parent?.arrayProperties?.statusSummary ?? {};
  const isRight =
    parent?.status === (count('FAILED') > 0 ? 'FAILED' : 'SUCCEEDED') &&
    Object.entries(summary).every(([status, told]) => told === count(status as JobDetail['status'])) &&
    summary.SUCCEEDED === count('SUCCEEDED') &&
    summary.FAILED === count('FAILED');
  return isRight
    ? []
    : [
        `${job.jobId} (${job.name}) is ${parent?.status} and counts ${JSON.stringify(summary)} of ${children.join()}`,
      ];
}
