import { DescribeJobsCommand, type JobDetail, ListJobsCommand } from '@aws-sdk/client-batch';
import { MAX_DESCRIBED_JOBS } from '../limits.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import { framesOfChunk } from '../plan/frames-of-chunk.js';
import type { BatchSender } from '../submit/batch-sender.js';
import { CANCELLED, describeJobs } from '../submit/find-jobs.js';
import type { RunJobs, SubmittedRenderJob } from '../submit/submitted-run.js';
import { askAws } from './ask-aws.js';
import { lastAttempt } from './last-attempt.js';
import type { ChunkCounts, FailedChunk, FrameCounts, RunProgress } from './run-progress.js';

/**
 * Takes one look at a run, for whoever cannot hold an iterator. One DescribeJobs call; two more for each render job
 * that has failed children, and once the run has ended as many as it takes to name them all.
 *
 * @param client - The caller's `BatchClient`.
 * @param run - From `FanoutSubmitter.submit`.
 * @param options - `signal`: stops waiting for the answer.
 * @throws {@link FanoutError} `FOLLOW_FAILED` with AWS Batch's answer as `cause`; `INVALID_PLAN` if the run's plan was JSON and
 *   not read with `readPlan`.
 * @example
 * ```ts
 * const { chunks } = await getRunProgress(client, run);
 * console.log(`${chunks.succeeded} of ${chunks.total} chunks`);
 * ```
 */
export function getRunProgress(
  client: BatchSender,
  run: RunJobs,
  options: { readonly signal?: AbortSignal } = {},
): Promise<RunProgress> {
  return askAws(run.runId, () => lookAtProgress(client, run, options));
}

async function lookAtProgress(
  client: BatchSender,
  run: RunJobs,
  options: { readonly signal?: AbortSignal },
): Promise<RunProgress> {
  const http = options.signal === undefined ? {} : { abortSignal: options.signal };
  const jobIds = [...run.renderJobs, run.compileJob].map((job) => job.jobId);
  const { jobs = [] } = await client.send(new DescribeJobsCommand({ jobs: jobIds }), http);
  const byId = new Map(jobs.map((job) => [job.jobId, job]));

  const compileJob = byId.get(run.compileJob.jobId);
  const counts = run.renderJobs.map((job) => countChunks(job, byId.get(job.jobId)));
  const chunks = counts.reduce(addCounts, { total: 0, waiting: 0, running: 0, succeeded: 0, failed: 0 });
  const renderJobs = run.renderJobs.flatMap((job) => byId.get(job.jobId) ?? []);
  const isKnown = jobIds.every((jobId) => byId.has(jobId));
  const ended = outcomeOf(compileJob, renderJobs);
  const outcome = ended === 'succeeded' || isKnown ? ended : 'unknown';
  const mostPages = outcome === undefined ? 1 : MOST_PAGES;
  const failed = await Promise.all(
    run.renderJobs.map((job, index) =>
      counts[index]?.failed ? findFailedChunks(client, run, job, mostPages, options.signal) : [],
    ),
  );
  const failedChunks = failed.flat();
  return {
    runId: run.runId,
    chunks,
    frames: countFrames(
      run,
      chunks,
      outcome === 'failed' || outcome === 'cancelled' ? failedChunks : undefined,
    ),
    failedChunks,
    ...(compileJob?.status !== undefined && {
      compileJob: { status: compileJob.status, ...lastAttempt(compileJob) },
    }),
    ...(outcome !== undefined && { outcome }),
  };
}

/** From the share of finished chunks; once all failed chunks are known, from the frames of the others. */
function countFrames(
  run: RunJobs,
  chunks: ChunkCounts,
  failed: readonly FailedChunk[] | undefined,
): FrameCounts {
  const total = run.plan.frames.size;
  const planned = run.renderPlan?.frames.size ?? 0;
  const areAllKnown = failed !== undefined && failed.length > 0 && run.renderPlan !== null;
  const rendered = areAllKnown
    ? planned -
      failed.reduce((sum, { chunk }) => sum + framesOfChunk(run.renderPlan as FanoutPlan, chunk).size, 0)
    : Math.round(planned * (chunks.total === 0 ? 1 : chunks.succeeded / chunks.total));
  return { total, done: total - planned + rendered };
}

/** A compile job can fail before its render jobs end, when somebody terminates it; the run ends when all have ended. */
function outcomeOf(
  compileJob: JobDetail | undefined,
  renderJobs: readonly JobDetail[],
): RunProgress['outcome'] {
  if (compileJob?.status === 'SUCCEEDED') return 'succeeded';
  if (compileJob?.status !== 'FAILED' || !renderJobs.every(isOver)) return undefined;
  return compileJob.statusReason?.startsWith(CANCELLED) ? 'cancelled' : 'failed';
}

/** Counts by the parent's summary, but believes the parent's own state where the summary lags behind it. */
function countChunks(job: SubmittedRenderJob, detail: JobDetail | undefined): ChunkCounts {
  const total = job.arraySize ?? 1;
  const summary = detail?.arrayProperties?.statusSummary ?? (detail?.status && { [detail.status]: 1 }) ?? {};
  const succeeded = detail?.status === 'SUCCEEDED' ? total : (summary.SUCCEEDED ?? 0);
  if (detail !== undefined && isOver(detail)) {
    return { total, succeeded, failed: total - succeeded, running: 0, waiting: 0 };
  }
  const failed = summary.FAILED ?? 0;
  const running = (summary.STARTING ?? 0) + (summary.RUNNING ?? 0);
  return { total, succeeded, failed, running, waiting: total - succeeded - failed - running };
}

function isOver({ status }: JobDetail): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED';
}

function addCounts(a: ChunkCounts, b: ChunkCounts): ChunkCounts {
  return {
    total: a.total + b.total,
    waiting: a.waiting + b.waiting,
    running: a.running + b.running,
    succeeded: a.succeeded + b.succeeded,
    failed: a.failed + b.failed,
  };
}

/** Most pages of failed children that are read; a thousand children a page, and an array has ten thousand. */
const MOST_PAGES = 20;

async function findFailedChunks(
  client: BatchSender,
  run: RunJobs,
  job: SubmittedRenderJob,
  mostPages: number,
  signal: AbortSignal | undefined,
): Promise<FailedChunk[]> {
  const jobIds =
    job.arraySize === undefined
      ? [job.jobId]
      : await listFailedChildren(client, job.jobId, mostPages, signal);
  const details = await describeJobs(client, jobIds, signal);
  return details.map((child) => failedChunk(run, job, child)).sort((a, b) => a.chunk - b.chunk);
}

async function listFailedChildren(
  client: BatchSender,
  arrayJobId: string,
  mostPages: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const http = signal === undefined ? {} : { abortSignal: signal };
  const maxResults = mostPages === 1 ? MAX_DESCRIBED_JOBS : 1_000;
  const ids: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const query = { arrayJobId, jobStatus: 'FAILED', maxResults, ...(nextToken && { nextToken }) } as const;
    const answer = await client.send(new ListJobsCommand(query), http);
    ids.push(...(answer.jobSummaryList ?? []).flatMap(({ jobId }) => jobId ?? []));
    nextToken = answer.nextToken;
    if (!nextToken) break;
  }
  return ids;
}

function failedChunk(run: RunJobs, job: SubmittedRenderJob, child: JobDetail): FailedChunk {
  const chunk = job.firstChunk + (child.arrayProperties?.index ?? 0);
  return {
    chunk,
    frames: framesOfChunk(run.renderPlan ?? run.plan, chunk).toString(),
    jobId: child.jobId as string,
    reason: 'no reason given',
    ...lastAttempt(child),
  };
}
