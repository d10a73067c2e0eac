import type { FanoutPlan } from '../plan/fanout-plan.js';
import type { RunTarget } from './fanout-request.js';

/** A job that AWS Batch took. */
export interface SubmittedJob {
  /** The job's id; child i of an array is `<jobId>:<i>`. */
  readonly jobId: string;
  /** The queue that it waits in, as it was asked for. */
  readonly jobQueue: string;
  /** The definition that it was asked for; an adopted job may have been submitted with another. */
  readonly jobDefinition: string;
}

/** A render job that AWS Batch took. */
export interface SubmittedRenderJob extends SubmittedJob {
  /** The chunk of its child 0, 0-based, in the plan that this generation renders. */
  readonly firstChunk: number;
  /** Its array size; absent on a plain job. */
  readonly arraySize?: number;
}

/**
 * How a run stood when it was submitted or found.
 *
 * - `live`: its jobs wait or run.
 * - `succeeded`: its video is made.
 * - `failed`: a job failed for good, or was terminated by somebody else; `repairRun` goes on.
 * - `unknown`: the ledger names its jobs, but AWS Batch no longer knows them.
 */
export type RunState = 'live' | 'succeeded' | 'failed' | 'unknown';

/** The jobs of a run and what they render: all that is needed to follow it. */
export interface RunJobs {
  /** The run's id. */
  readonly runId: string;
  /** The whole run's plan, which the compile job works from. */
  readonly plan: FanoutPlan;
  /** What these jobs render: the whole plan, of a repair what was missing, `null` for nothing but the video. */
  readonly renderPlan: FanoutPlan | null;
  /** The render jobs in the order of the plan that is rendered. */
  readonly renderJobs: readonly SubmittedRenderJob[];
  /** The job that joins the frames once every render job has succeeded. */
  readonly compileJob: SubmittedJob;
}

/** A run that AWS Batch took: plain JSON but for the plans' frame sets, which write themselves as text. */
export interface SubmittedRun extends RunJobs {
  /** Which submission of the run, 0 the first, 1 and on its repairs. */
  readonly generation: number;
  /** Whether all jobs stood already, so that nothing was submitted. */
  readonly adopted: boolean;
  /** How the run stood at that moment. */
  readonly state: RunState;
  /** Where it runs and how, for repairs. */
  readonly target: RunTarget;
}
