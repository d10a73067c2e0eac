import type { BatchSender } from '../submit/batch-sender.js';
import { type FoundJob, findJobs } from '../submit/find-jobs.js';
import { partOfJob, type ReadPlanAt } from '../submit/part-of-job.js';
import { standingJobs } from '../submit/reconcile.js';
import type { RunJobs, SubmittedJob } from '../submit/submitted-run.js';

/**
 * Finds the newest generation of a run that somebody else submitted, such as the worker's start job, to follow or cancel it.
 * What it renders is read from the variables of its jobs. Two calls to AWS Batch for each queue, as a rule.
 *
 * @param client - The caller's `BatchClient`.
 * @param query - The run's id, the queues that its jobs may be in, and how to read a plan that lies at a `planUri`.
 * @returns Undefined while there is no compile job yet, and when AWS Batch no longer knows it, after about seven days.
 * @example
 * ```ts
 * const run = await findRun(client, { runId: 'film', jobQueues: ['spot'] });
 * if (run !== undefined) for await (const { chunks } of followRun(client, run)) console.log(chunks.succeeded);
 * ```
 */
export async function findRun(
  client: BatchSender,
  query: {
    readonly runId: string;
    readonly jobQueues: readonly string[];
    readonly readPlanAt?: ReadPlanAt | undefined;
  },
  options: { readonly signal?: AbortSignal } = {},
): Promise<RunJobs | undefined> {
  const found = await findJobs(client, { ...query, namePrefix: `${query.runId}-g` }, options.signal);
  const generation = Math.max(...found.map((job) => job.generation));
  const jobs = found.filter((job) => job.generation === generation);
  const renderJobCount =
    1 + Math.max(-1, ...jobs.filter(({ step }) => step === 'render').map(({ job }) => job));
  const { renderJobs, compileJob } = standingJobs(jobs, renderJobCount);
  if (compileJob === undefined) return undefined;
  const standing = renderJobs.filter((job) => job !== undefined);
  const [renderJob] = standing;
  const renderPlan = renderJob === undefined ? null : await partOfJob(renderJob.detail, query.readPlanAt);
  return {
    runId: query.runId,
    plan: await partOfJob(compileJob.detail, query.readPlanAt),
    renderPlan,
    renderJobs: standing.map((job) => {
      const { firstChunk = 0, arraySize } = renderPlan?.renderJobs[job.job] ?? {};
      return { ...submittedJob(job), firstChunk, ...(arraySize !== undefined && { arraySize }) };
    }),
    compileJob: submittedJob(compileJob),
  };
}

function submittedJob({ jobId, detail }: FoundJob): SubmittedJob {
  return { jobId, jobQueue: detail.jobQueue ?? '', jobDefinition: detail.jobDefinition ?? '' };
}
