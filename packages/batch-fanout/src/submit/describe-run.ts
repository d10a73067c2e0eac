import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import type { FanoutRequest } from './fanout-request.js';
import type { FoundJob } from './find-jobs.js';
import type { Generation } from './generation.js';
import { isGoingOn } from './reconcile.js';
import type { RunState, SubmittedJob, SubmittedRun } from './submitted-run.js';

/** What one submission came to. */
export interface Outcome extends Generation {
  readonly inputs: readonly SubmitJobCommandInput[];
  /** The ids of all jobs, in the order of the inputs. */
  readonly ids: readonly string[];
  /** The jobs that stood already, in the same order. */
  readonly stands: readonly (FoundJob | undefined)[];
  readonly isAdopted: boolean;
}

/** The answer to whoever submitted. */
export function describeRun(request: FanoutRequest, made: Outcome): SubmittedRun {
  const { plan, ...target } = request;
  const jobs = made.inputs.map(
    ({ jobQueue, jobDefinition }, index): SubmittedJob => ({
      jobId: made.ids[index] as string,
      jobQueue: jobQueue as string,
      jobDefinition: jobDefinition as string,
    }),
  );
  const renderJobs = (made.renderPlan?.renderJobs ?? []).map(({ firstChunk, arraySize }, index) => ({
    ...(jobs[index] as SubmittedJob),
    firstChunk,
    ...(arraySize !== undefined && { arraySize }),
  }));
  return {
    runId: request.runId,
    generation: made.generation,
    plan,
    renderPlan: made.renderPlan,
    adopted: made.isAdopted,
    state: stateOf(made.stands, made.isAdopted),
    renderJobs,
    compileJob: jobs.at(-1) as SubmittedJob,
    target,
  };
}

function stateOf(stands: readonly (FoundJob | undefined)[], isAdopted: boolean): RunState {
  const compile = stands.at(-1);
  if (isAdopted && compile === undefined) return 'unknown';
  if (compile?.detail.status === 'SUCCEEDED') return 'succeeded';
  const isOver = stands.every((job) => job === undefined || !isGoingOn(job));
  return isOver && stands.some((job) => job?.detail.status === 'FAILED') ? 'failed' : 'live';
}
