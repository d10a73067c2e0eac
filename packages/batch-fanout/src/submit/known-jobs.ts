import type { Environment } from '../contract/environment-values.js';
import { hasWrittenPlan, PLAN_VARIABLES, planEnvironment } from '../contract/job-environment.js';
import { FanoutError } from '../errors.js';
import type { FanoutPlan } from '../plan/fanout-plan.js';
import type { FanoutRequest } from './fanout-request.js';
import { describeJobs, type FoundJob, findJobs, isStanding, toFoundJobs } from './find-jobs.js';
import { partTag } from './generation.js';
import type { LedgerEntry } from './ledger-entry.js';
import { variablesOfJob } from './part-of-job.js';
import { runDigest } from './run-digest.js';
import { type SubmitContext, withPatience } from './submit-context.js';
import type { SubmitProgress } from './submit-progress.js';

/**
 * The film's jobs that lists show under a run id, cancelled ones included.
 *
 * @throws {@link FanoutError} `RUN_ID_IN_USE` if another plan or environment runs under it.
 */
export async function lookAtRun(context: SubmitContext, request: FanoutRequest): Promise<FoundJob[]> {
  const { runId } = request;
  const found = await withPatience(context, `The jobs of '${runId}' could not be looked up`, () =>
    findJobs(
      context.client,
      { runId, namePrefix: `${runId}-g`, jobQueues: queuesOf(request) },
      context.signal,
    ),
  );
  const digest = runDigest(request.plan, request.environment ?? {});
  const isForeign = ({ detail }: FoundJob) => detail.tags?.['render-digest'] !== digest;
  const foreign = found.find((job) => isForeign(job) && isStanding(job));
  if (foreign === undefined) return found.filter((job) => !isForeign(job));
  const differing = differingVariables(foreign, request);
  throw new FanoutError(
    'RUN_ID_IN_USE',
    `The job ${foreign.jobName} (${foreign.jobId}) has the run id '${runId}' but another ${differing.join(', ') || 'plan or environment'}; use another run id.`,
  );
}

/**
 * The names of variables that a job of this request has with another value, or lacks. What only the job has is left out: its
 * definition may have it from elsewhere. So are a step's own variables, and the plan's where the job does not say all of it.
 */
function differingVariables(
  { detail, generation }: FoundJob,
  { plan, environment = {}, render, compile }: FanoutRequest,
): string[] {
  const known = variablesOfJob(detail);
  const isWholePlan = generation === 0 && known.PLAN_URI === undefined;
  const wanted: Environment = {
    ...environment,
    ...(isWholePlan && !hasWrittenPlan(environment) ? planEnvironment(plan) : {}),
  };
  const own = new Set<string>([
    ...Object.keys({ ...render?.environment, ...compile?.environment }),
    ...(isWholePlan ? [] : PLAN_VARIABLES),
  ]);
  return Object.keys(wanted).filter((name) => !own.has(name) && known[name] !== wanted[name]);
}

function queuesOf({ jobQueue, render, compile }: FanoutRequest): string[] {
  return [...new Set([render?.jobQueue ?? jobQueue, compile?.jobQueue ?? jobQueue])];
}

/**
 * The generation's jobs in the lists, and those that only the ledger or this call knows yet; and the ids of which AWS Batch
 * says nothing.
 */
export async function knownJobs(
  context: SubmitContext,
  { runId }: FanoutRequest,
  entry: Pick<LedgerEntry, 'jobs'>,
  found: readonly FoundJob[],
  generation: number,
  { taken, stopped }: Pick<SubmitProgress, 'taken' | 'stopped'>,
): Promise<{ jobs: FoundJob[]; unknown: Set<string> }> {
  const listed = found.filter((job) => job.generation === generation);
  const written = Object.values(entry.jobs).flatMap(({ jobId }) => jobId ?? []);
  const unlisted = [...new Set([...written, ...taken])].filter(
    (id) => !listed.some(({ jobId }) => jobId === id),
  );
  const details = await withPatience(context, `The jobs of '${runId}' could not be described`, () =>
    describeJobs(context.client, unlisted, context.signal),
  );
  const described = new Set(details.map(({ jobId }) => jobId));
  return {
    jobs: [...listed, ...toFoundJobs(runId, details)].filter(
      (job) => isStanding(job) && !stopped.has(job.jobId),
    ),
    unknown: new Set(unlisted.filter((id) => !described.has(id))),
  };
}

/**
 * Refuses a repair beside another that renders something else.
 *
 * @throws {@link FanoutError} `RUN_ID_IN_USE` naming a job of the other.
 */
export function assertSamePart(
  jobs: readonly FoundJob[],
  { runId }: FanoutRequest,
  part: FanoutPlan | null,
): void {
  const other = jobs.find(
    ({ detail, generation }) => generation > 0 && detail.tags?.['render-part'] !== partTag(part),
  );
  if (other === undefined) return;
  throw new FanoutError(
    'RUN_ID_IN_USE',
    `The run '${runId}' is already repaired by ${other.jobName} (${other.jobId}), which renders other frames; follow that one.`,
  );
}

/** Render jobs that a compile job names but AWS Batch no longer knows. */
export function forgottenJobs(compileJob: FoundJob | undefined, jobs: readonly FoundJob[]): string[] {
  const known = new Set(jobs.map(({ jobId }) => jobId));
  return (compileJob?.detail.dependsOn ?? []).flatMap(({ jobId }) =>
    jobId !== undefined && !known.has(jobId) ? jobId : [],
  );
}
