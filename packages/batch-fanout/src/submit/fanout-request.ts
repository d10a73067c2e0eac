import type { FanoutPlan } from '../plan/fanout-plan.js';

/** Where one step runs, when it differs from the rest of the run: Spot GPUs for frames, on-demand CPUs for the video. */
export interface StepTarget {
  /** Name or ARN of the job queue. */
  readonly jobQueue?: string;
  /** Name, name:revision or ARN of the job definition. */
  readonly jobDefinition?: string;
}

/** What to submit where. */
export interface RunTarget {
  /** Names the run and its folder: `[A-Za-z0-9][A-Za-z0-9_-]{0,99}`. */
  readonly runId: string;
  /** Name or ARN of the job queue. */
  readonly jobQueue: string;
  /** Name, name:revision or ARN of the job definition. */
  readonly jobDefinition: string;
  /** Which submission of the run, 0 the first. @defaultValue 0 */
  readonly generation?: number;
  /**
   * Further variables of every job, `OUTPUT_URI` among them. Plan variables in here (`FRAMES`, `TOTAL_FRAMES`, …) are
   * handed on as they are written, and must describe the same plan.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the render jobs run. */
  readonly render?: StepTarget;
  /** Where the compile job runs. */
  readonly compile?: StepTarget;
  /** Tags of every job, beside the run's own. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A plan and its target. */
export interface FanoutRequest extends RunTarget {
  /** From `planFanout`. */
  readonly plan: FanoutPlan;
}
