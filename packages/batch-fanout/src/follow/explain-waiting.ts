import { DescribeJobQueuesCommand, ListJobsCommand } from '@aws-sdk/client-batch';
import type { BatchSender } from '../submit/batch-sender.js';
import { describeJobs } from '../submit/find-jobs.js';
import type { RunJobs } from '../submit/submitted-run.js';

/**
 * Says in one sentence why none of a run's jobs runs, as far as AWS Batch knows: a disabled or invalid queue, or the reason
 * that it gives for a waiting job. At most four calls.
 *
 * @param client - The caller's `BatchClient`.
 * @param run - From `submit`, `repairRun` or `findRun`.
 * @example
 * ```ts
 * await explainWaiting(client, run); // "The job queue spot is DISABLED, so nothing starts; enable it."
 * ```
 */
export async function explainWaiting(
  client: BatchSender,
  run: RunJobs,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const http = options.signal === undefined ? {} : { abortSignal: options.signal };
  const all = [...run.renderJobs, run.compileJob];
  const details = await describeJobs(
    client,
    all.map(({ jobId }) => jobId),
    options.signal,
  );
  const goingOn = details.filter(({ status }) => status !== 'SUCCEEDED' && status !== 'FAILED');
  // The compile job waits for the others, so it is asked about last.
  const waits = all.find(({ jobId }) => goingOn.some((job) => job.jobId === jobId)) ?? run.compileJob;
  const { jobId, jobQueue } = waits;
  const { jobQueues = [] } = await client.send(new DescribeJobQueuesCommand({ jobQueues: [jobQueue] }), http);
  const [queue] = jobQueues;
  if (queue === undefined) return `The job queue ${jobQueue} does not exist any more.`;
  if (queue.state === 'DISABLED')
    return `The job queue ${queue.jobQueueName} is DISABLED, so nothing starts; enable it.`;
  if (queue.status === 'INVALID') {
    return `The job queue ${queue.jobQueueName} is INVALID, so nothing starts: ${queue.statusReason ?? 'AWS Batch gives no reason'}.`;
  }
  const isArray = 'arraySize' in waits;
  const waiting = isArray
    ? await client.send(
        new ListJobsCommand({ arrayJobId: jobId, jobStatus: 'RUNNABLE', maxResults: 1 }),
        http,
      )
    : { jobSummaryList: [{ jobId }] };
  const ids = (waiting.jobSummaryList ?? []).flatMap((job) => job.jobId ?? []);
  const [job] = await describeJobs(client, ids, options.signal);
  const reason = job?.statusReason;
  return reason === undefined || reason === ''
    ? `The jobs wait in ${queue.jobQueueName} for machines; AWS Batch gives no reason, so look at its compute environments' limits.`
    : `The jobs wait in ${queue.jobQueueName}: ${reason}.`;
}
