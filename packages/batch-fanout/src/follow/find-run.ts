import type { BatchSender } from '../submit/batch-sender.js';
import { type FoundJob, findJobs, isStanding } from '../submit/find-jobs.js';
import { partOfJob, type ReadPlanAt } from '../submit/part-of-job.js';
import { standingJobs } from '../submit/reconcile.js';
import type { RunJobs, SubmittedJob } from '../submit/submitted-run.js';
import { askAws } from './ask-aws.js';

/**
 * Finds the newest generation of a run that somebody else submitted, such as the worker's start job, to follow or cancel it.
 * What it renders is read from the variables of its jobs. Two calls to AWS Batch for each queue, as a rule.
 *
 * @param client - The caller's `BatchClient`.
 * @param query - The run's id, the queues that its jobs may be in, and how to read a plan that lies at a `planUri`.
 * @returns Undefined while there is no compile job yet, and when AWS Batch no longer knows it, after about seven days.
 * @throws {@link FanoutError} `FOLLOW_FAILED` with AWS Batch's answer as `cause`; `INVALID_OPTION` if a plan lies at a URI and
 *   `readPlanAt` is not given, `INVALID_PLAN` if it cannot be read.
 * @example
 * ```ts
 * const run = await findRun(client, { runId: 'film', jobQueues: ['spot'] });
 * if (run !== undefined) for await (const { chunks } of followRun(client, run)) console.log(chunks.succeeded);
 * ```
 */
export function findRun(
  client: BatchSender,
  query: {
    readonly runId: string;
    readonly jobQueues: readonly string[];
    readonly readPlanAt?: ReadPlanAt | undefined;
  },
  options: { readonly signal?: AbortSignal } = {},
): Promise<RunJobs | undefined> {
  return askAws(query.runId, () => find(client, query, options.signal));
}

async function find(
  client: BatchSender,
  query: Parameters<typeof findRun>[1],
  signal: AbortSignal | undefined,
): Promise<RunJobs | undefined> {
  const found = await findJobs(client, { ...query, namePrefix: `${query.runId}-g` }, signal);
  const jobs = newestGeneration(found);
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

/** Cancelled jobs count where no other does; of several films with one run id, the youngest. */
function newestGeneration(found: readonly FoundJob[]): FoundJob[] {
  const standing = found.filter(isStanding);
  const counting = standing.length > 0 ? standing : found;
  const youngest = counting.toSorted((a, b) => createdAt(b) - createdAt(a))[0];
  const film = counting.filter((job) => digestOf(job) === (youngest && digestOf(youngest)));
  const generation = Math.max(...film.map((job) => job.generation));
  return film.filter((job) => job.generation === generation);
}

function createdAt({ detail }: FoundJob): number {
  return detail.createdAt ?? 0;
}

function digestOf({ detail }: FoundJob): string | undefined {
  return detail.tags?.['render-digest'];
}
