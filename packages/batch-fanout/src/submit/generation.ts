import type { FanoutPlan } from '../plan/fanout-plan.js';
import { readPlan } from '../plan/read-plan.js';
import type { FanoutRequest } from './fanout-request.js';
import type { FoundJob } from './find-jobs.js';
import { partOfJob, planUriOf } from './part-of-job.js';
import { planDigest, runDigest } from './run-digest.js';
import type { SubmitContext } from './submit-context.js';

/** Which submission of a run it is, and what it renders. */
export interface Generation {
  readonly generation: number;
  readonly renderPlan: FanoutPlan | null;
  readonly renderPlanUri?: string | undefined;
}

/** The newest generation that AWS Batch or the ledger knows, and what it renders. */
export async function newestGeneration(
  { ledger, readPlanAt }: SubmitContext,
  { runId, plan }: FanoutRequest,
  found: readonly FoundJob[],
): Promise<Generation> {
  let generation = Math.max(0, ...found.map((job) => job.generation));
  while (await ledger?.read(runId, generation + 1)) generation += 1;
  if (generation === 0) return { generation, renderPlan: plan };
  const { renderPlan: written, renderPlanUri } = (await ledger?.read(runId, generation))?.record ?? {};
  if (written !== undefined) {
    return { generation, renderPlan: written === null ? null : readPlan(written), renderPlanUri };
  }
  const renderJob = newestFirst(found).find((job) => job.generation === generation && job.step === 'render');
  if (renderJob === undefined) return { generation, renderPlan: null };
  const renderPlan = await partOfJob(renderJob.detail, readPlanAt);
  return { generation, renderPlan, renderPlanUri: planUriOf(renderJob.detail) };
}

/** What stands before what was cancelled, and of that the newest. */
function newestFirst(jobs: readonly FoundJob[]): FoundJob[] {
  const createdAt = ({ detail }: FoundJob) => detail.createdAt ?? 0;
  return jobs.toSorted(
    (a, b) => Number(a.isCancelled) - Number(b.isCancelled) || createdAt(b) - createdAt(a),
  );
}

/** Tells what a generation renders from everything else under its run id. */
export function generationDigest(
  { plan, environment = {} }: FanoutRequest,
  { generation, renderPlan }: Generation,
): string {
  const run = runDigest(plan, environment);
  return generation === 0 ? run : `${run}/${partTag(renderPlan)}`;
}

/** The tag of what a repair renders. */
export function partTag(part: FanoutPlan | null): string {
  return part === null ? 'none' : planDigest(part);
}
