import type { RetryStrategy } from '@aws-sdk/client-batch';
import type { FanoutPlan } from '../plan/fanout-plan.js';

/**
 * What runs the jobs' containers, which decides how their environment is overridden.
 *
 * - `container`: job definitions with `containerProperties`, on EC2 or Fargate.
 * - `ecs`: definitions with `ecsProperties`.
 * - `eks`: definitions with `eksProperties`.
 */
export type Platform = 'container' | 'ecs' | 'eks';

/** How one step runs. What a step leaves out is taken from the run, and after that from the job definition. */
export interface StepTarget {
  /** Name or ARN of the job queue. */
  readonly jobQueue?: string | undefined;
  /** Name, name:revision or ARN of the job definition. */
  readonly jobDefinition?: string | undefined;
  /** vCPUs of one job, above 0; whole numbers on EC2. */
  readonly vcpus?: number | undefined;
  /** Memory of one job in MiB, a whole number from 4. */
  readonly memoryMiB?: number | undefined;
  /** GPUs of one job, a whole number from 1. */
  readonly gpus?: number | undefined;
  /** Seconds after which an attempt is ended for good, a whole number from 60. */
  readonly timeoutSeconds?: number | undefined;
  /** How often and after which endings AWS Batch tries again. @defaultValue 5 attempts for render, 3 for compile; 64, 65, 69 and 12* end at once */
  readonly retryStrategy?: RetryStrategy | undefined;
  /** Share of a fair-share queue: up to 255 letters and digits, `*` at most at the end. */
  readonly shareIdentifier?: string | undefined;
  /** Priority within the share, 0 to 9,999. */
  readonly schedulingPriority?: number | undefined;
  /** Which of several containers gets the environment: required with `ecs`. @defaultValue `'Default'` with `eks` */
  readonly containerName?: string | undefined;
  /**
   * Further variables of this step alone. Unlike the run's they tell no film from another, so that a repair may have others:
   * how many processors there are, for example.
   */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** What to submit where. */
export interface RunTarget extends StepTarget {
  /** Names the run and its folder: `[A-Za-z0-9][A-Za-z0-9_-]{0,99}`. */
  readonly runId: string;
  /** Name or ARN of the job queue. */
  readonly jobQueue: string;
  /** Name, name:revision or ARN of the job definition. */
  readonly jobDefinition: string;
  /** What runs the containers. @defaultValue `'container'` */
  readonly platform?: Platform | undefined;
  /**
   * Further variables of every job, `OUTPUT_URI` among them. Plan variables in here (`FRAMES`, `TOTAL_FRAMES`, …) are
   * handed on as they are written, and must describe the same plan.
   */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /**
   * Where the plan's JSON lies for the jobs to read. Used only where the plan's text is too long for the overrides: see
   * `plansToStore`.
   */
  readonly planUri?: string | undefined;
  /** How the render jobs differ from the run. */
  readonly render?: StepTarget | undefined;
  /** How the compile job differs from the run. */
  readonly compile?: StepTarget | undefined;
  /** Tags of every job, beside the run's own; 48 at most. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Whether the jobs' tags go on to their ECS tasks. @defaultValue what the job definition says */
  readonly propagateTags?: boolean | undefined;
}

/** What a generation of a run renders, and which one it is. */
export interface GenerationTarget extends RunTarget {
  /** Which submission of the run, 0 the first. @defaultValue 0 */
  readonly generation?: number | undefined;
  /** What this generation renders: of a repair what is missing, `null` for nothing but the video. @defaultValue the whole plan */
  readonly renderPlan?: FanoutPlan | null | undefined;
  /** Where the JSON of `renderPlan` lies, as `planUri` for the whole plan. */
  readonly renderPlanUri?: string | undefined;
}

/** A plan and its target. */
export interface FanoutRequest extends RunTarget {
  /** From `planFanout`. */
  readonly plan: FanoutPlan;
}
