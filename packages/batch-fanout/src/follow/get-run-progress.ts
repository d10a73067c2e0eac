import { DescribeJobsCommand, type JobDetail, ListJobsCommand } from '@aws-sdk/client-batch';
import { MAX_DESCRIBED_JOBS } from '../limits.js';
import { framesOfChunk } from '../plan/frames-of-chunk.js';
import type { BatchSender } from '../submit/batch-sender.js';
import type { RunJobs, SubmittedRenderJob } from '../submit/submitted-run.js';
import type { ChunkCounts, FailedChunk, RunProgress } from './run-progress.js';

/**
 * Takes one look at a run, for whoever cannot hold an iterator. One DescribeJobs call; two more for each render job
 * that has failed children.
 *
 * @param client - The caller's `BatchClient`.
 * @param run - From `FanoutSubmitter.submit`.
 * @param options - `signal`: stops waiting for the answer.
 * @example
 * ```ts
 * const { chunks } = await getRunProgress(client, run);
 * console.log(`${chunks.succeeded} of ${chunks.total} chunks`);
 * ```
 */
export async function getRunProgress(
  client: BatchSender,
  run: RunJobs,
  options: { readonly signal?: AbortSignal } = {},
): Promise<RunProgress> {
  const http = options.signal === undefined ? {} : { abortSignal: options.signal };
  const jobIds = [...run.renderJobs, run.compileJob].map((job) => job.jobId);
  const { jobs = [] } = await client.send(new DescribeJobsCommand({ jobs: jobIds }), http);
  const byId = new Map(jobs.map((job) => [job.jobId, job]));

  const compileJob = byId.get(run.compileJob.jobId);
  const counts = run.renderJobs.map((job) => countChunks(job, byId.get(job.jobId)));
  const chunks = counts.reduce(addCounts, { total: 0, waiting: 0, running: 0, succeeded: 0, failed: 0 });
  const failed = await Promise.all(
    run.renderJobs.map((job, index) =>
      counts[index]?.failed ? findFailedChunks(client, run, job, http) : [],
    ),
  );
  const renderJobs = run.renderJobs.flatMap((job) => byId.get(job.jobId) ?? []);
  const isKnown = jobIds.every((jobId) => byId.has(jobId));
  const outcome = isKnown ? outcomeOf(compileJob, renderJobs) : 'unknown';
  const { size } = run.plan.frames;
  const missing = run.renderPlan?.frames.size ?? 0;
  const share = chunks.total === 0 ? 1 : chunks.succeeded / chunks.total;
  return {
    runId: run.runId,
    chunks,
    frames: { total: size, done: size - missing + Math.round(missing * share) },
    failedChunks: failed.flat(),
    ...(compileJob?.status !== undefined && {
      compileJob: { status: compileJob.status, ...lastAttempt(compileJob) },
    }),
    ...(outcome !== undefined && { outcome }),
  };
}

/** A compile job can fail before its render jobs end, when somebody terminates it; the run ends when all have ended. */
function outcomeOf(
  compileJob: JobDetail | undefined,
  renderJobs: readonly JobDetail[],
): RunProgress['outcome'] {
  if (compileJob?.status === 'SUCCEEDED') return 'succeeded';
  return compileJob?.status === 'FAILED' && renderJobs.every(isOver) ? 'failed' : undefined;
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

async function findFailedChunks(
  client: BatchSender,
  run: RunJobs,
  job: SubmittedRenderJob,
  http: { readonly abortSignal?: AbortSignal },
): Promise<FailedChunk[]> {
  const jobIds = [job.jobId];
  if (job.arraySize !== undefined) {
    const page = { arrayJobId: job.jobId, jobStatus: 'FAILED', maxResults: MAX_DESCRIBED_JOBS } as const;
    const { jobSummaryList = [] } = await client.send(new ListJobsCommand(page), http);
    jobIds.splice(0, 1, ...jobSummaryList.flatMap(({ jobId }) => jobId ?? []));
    if (jobIds.length === 0) return [];
  }
  const { jobs = [] } = await client.send(new DescribeJobsCommand({ jobs: jobIds }), http);
  return jobs.map((child) => failedChunk(run, job, child)).sort((a, b) => a.chunk - b.chunk);
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

/** Why a job ended. The container's reason is nearer to the cause than the job's. */
function lastAttempt({ container, statusReason }: JobDetail) {
  const reason = container?.reason ?? statusReason;
  return {
    ...(reason !== undefined && { reason }),
    ...(container?.exitCode !== undefined && { exitCode: container.exitCode }),
    ...(container?.logStreamName !== undefined && { logStreamName: container.logStreamName }),
  };
}
