import type { FanoutPlan } from '../plan/fanout-plan.js';

/** A render job that AWS Batch took. */
export interface SubmittedRenderJob {
  /** The job's id; child i is `<jobId>:<i>`. */
  readonly jobId: string;
  /** The chunk of its child 0, 0-based. */
  readonly firstChunk: number;
  /** Its array size; absent on a plain job. */
  readonly arraySize?: number;
  /** The queue that it waits in. */
  readonly jobQueue: string;
  /** The definition that it was submitted with. */
  readonly jobDefinition: string;
}

/** A compile job that AWS Batch took. */
export interface SubmittedCompileJob {
  /** The job's id. */
  readonly jobId: string;
  /** The queue that it waits in. */
  readonly jobQueue: string;
  /** The definition that it was submitted with. */
  readonly jobDefinition: string;
}

/** A run that AWS Batch took: plain JSON but for the plan's frame set, which writes itself as text. */
export interface SubmittedRun {
  /** The run's id. */
  readonly runId: string;
  /** Which submission of the run, 0 the first. */
  readonly generation: number;
  /** What was submitted. */
  readonly plan: FanoutPlan;
  /** The render jobs in the plan's order. */
  readonly renderJobs: readonly SubmittedRenderJob[];
  /** The job that joins the frames once every render job has succeeded. */
  readonly compileJob: SubmittedCompileJob;
}
