import { DescribeJobQueuesCommand, type JobDetail, ListJobsCommand } from '@aws-sdk/client-batch';
import type { BatchSender } from '../submit/batch-sender.js';
import { describeJobs } from '../submit/find-jobs.js';
import type { RunJobs } from '../submit/submitted-run.js';
import { askAws } from './ask-aws.js';

/**
 * Says in one sentence why none of a run's jobs runs, as far as AWS Batch knows: a disabled or invalid queue, or the reason
 * that it gives for a waiting job. At most four calls.
 *
 * @param client - The caller's `BatchClient`.
 * @param run - From `submit`, `repairRun` or `findRun`.
 * @throws {@link FanoutError} `FOLLOW_FAILED` with AWS Batch's answer as `cause`.
 * @example
 * ```ts
 * await explainWaiting(client, run); // "The job queue spot is DISABLED, so nothing starts; enable it."
 * ```
 */
export function explainWaiting(
  client: BatchSender,
  run: RunJobs,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  return askAws(run.runId, () => explain(client, run, options.signal));
}

async function explain(client: BatchSender, run: RunJobs, signal: AbortSignal | undefined): Promise<string> {
  const http = signal === undefined ? {} : { abortSignal: signal };
  const all = [...run.renderJobs, run.compileJob];
  const details = await describeJobs(
    client,
    all.map(({ jobId }) => jobId),
    signal,
  );
  const byId = new Map(details.map((job) => [job.jobId, job]));
  if (details.some(isRunning)) return 'Nothing is wrong: jobs of the run are running.';
  // The compile job waits for the others, so it is asked about last.
  const waits = all.find(({ jobId }) => isWaiting(byId.get(jobId)));
  if (waits === undefined) return 'Nothing waits: the jobs of the run have ended.';

  const { jobId, jobQueue } = waits;
  const { jobQueues = [] } = await client.send(new DescribeJobQueuesCommand({ jobQueues: [jobQueue] }), http);
  const [queue] = jobQueues;
  if (queue === undefined) return `The job queue ${jobQueue} does not exist any more.`;
  if (queue.state === 'DISABLED')
    return `The job queue ${queue.jobQueueName} is DISABLED, so nothing starts; enable it.`;
  if (queue.status === 'INVALID') {
    return `The job queue ${queue.jobQueueName} is INVALID, so nothing starts: ${queue.statusReason ?? 'AWS Batch gives no reason'}.`;
  }
  const job = 'arraySize' in waits ? await firstRunnable(client, jobId, signal) : byId.get(jobId);
  const reason = job?.statusReason;
  return reason === undefined || reason === ''
    ? `The jobs wait in ${queue.jobQueueName} for machines; AWS Batch gives no reason, so look at its compute environments' limits.`
    : `The jobs wait in ${queue.jobQueueName}: ${reason}.`;
}

/** A parent tells nothing of why its children wait, so one of them is asked. */
async function firstRunnable(
  client: BatchSender,
  arrayJobId: string,
  signal: AbortSignal | undefined,
): Promise<JobDetail | undefined> {
  const { jobSummaryList = [] } = await client.send(
    new ListJobsCommand({ arrayJobId, jobStatus: 'RUNNABLE', maxResults: 1 }),
    signal === undefined ? {} : { abortSignal: signal },
  );
  const [child] = await describeJobs(
    client,
    jobSummaryList.flatMap((job) => job.jobId ?? []),
    signal,
  );
  return child;
}

function isRunning({ status, arrayProperties }: JobDetail): boolean {
  const { STARTING = 0, RUNNING = 0 } = arrayProperties?.statusSummary ?? {};
  return status === 'RUNNING' || status === 'STARTING' || STARTING + RUNNING > 0;
}

function isWaiting(job: JobDetail | undefined): boolean {
  return job !== undefined && job.status !== 'SUCCEEDED' && job.status !== 'FAILED';
}
