import type { ArraySummary } from './array-parent.js';
import type { JobState } from './job-state.js';
import type { Platform } from './platform.js';
import type { RetryStrategy } from './retry-decision.js';

/** A name and its value, as Batch writes environment variables. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

/** An amount of one resource, as Batch writes it: the number is a string. */
export interface ResourceRequirement {
  readonly type: 'GPU' | 'VCPU' | 'MEMORY';
  readonly value: string;
}

/**
 * What a job waits for. Without a type: for all of another job. N_TO_N: child i for child i of another array. SEQUENTIAL
 * without an id: each child for the one before it; with an id AWS Batch takes it for a dependency without type.
 */
export interface Dependency {
  readonly jobId?: string | undefined;
  readonly type?: 'N_TO_N' | 'SEQUENTIAL' | undefined;
}

/** What was submitted, joined with its job definition. All children of an array share one. */
export interface JobRequest {
  readonly jobId: string;
  /** Counts what a server has made: jobs and resources that were made earlier have lower ones. */
  readonly number: number;
  readonly jobName: string;
  readonly jobQueue: string;
  readonly definitionName: string;
  readonly definitionRevision: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: readonly EnvironmentVariable[];
  readonly resourceRequirements: readonly ResourceRequirement[];
  /** vCPUs the job takes of its compute environment: whole ones on EC2, 0.25 or 0.5 too on Fargate. */
  readonly vcpus: number;
  /** MiB the job takes of its compute environment; 0 where it does not say. */
  readonly memoryMiB: number;
  /** GPUs the job takes of its compute environment. */
  readonly gpus: number;
  /** Of its definition; EC2 when there are none. */
  readonly platformCapabilities: readonly Platform[];
  /** Who the job counts for; given if, and only if, its queue has a scheduling policy. */
  readonly shareIdentifier: string | undefined;
  /** 0 to 9999; among the jobs of one share identifier, those of higher priority go first. */
  readonly schedulingPriority: number;
  readonly retryStrategy: RetryStrategy;
  readonly attemptDurationSeconds: number | undefined;
  readonly dependsOn: readonly Dependency[];
  readonly parameters: Readonly<Record<string, string>>;
  /** As they are now: they can be changed as long as the job is known. */
  tags: Readonly<Record<string, string>>;
  readonly propagateTags: boolean;
  /** Why the job will fail when it is placed, for faults that AWS Batch does not refuse at SubmitJob. */
  readonly refusal: string | undefined;
}

/** One finished try of a job. */
export interface Attempt {
  /** Epoch milliseconds; undefined when the task never started. */
  readonly startedAt: number | undefined;
  readonly stoppedAt: number;
  readonly exitCode: number | undefined;
  readonly reason: string | undefined;
  readonly statusReason: string;
  readonly logStreamName: string;
}

/** Someone's order to end a job before its time; children stopped together share one. */
export interface StopOrder {
  readonly by: 'cancel' | 'terminate';
  readonly reason: string;
}

/** What changes of a job. */
export interface JobProgress {
  state: JobState;
  statusReason: string | undefined;
  /** Epoch milliseconds, like the other times; of the latest time it became RUNNABLE. */
  runnableAt: number | undefined;
  startedAt: number | undefined;
  stoppedAt: number | undefined;
  attempts: readonly Attempt[];
  /** Of the latest attempt, running or finished. */
  logStreamName: string | undefined;
  stop: StopOrder | undefined;
}

/** A job that is not an array. */
interface SingleJob extends JobProgress {
  readonly kind: 'single';
  readonly request: JobRequest;
}

/** An array job's parent. */
export interface ArrayJob extends JobProgress {
  readonly kind: 'array';
  readonly request: JobRequest;
  readonly children: readonly ChildJob[];
  summary: ArraySummary;
  /** Epoch milliseconds. */
  summaryUpdatedAt: number;
}

/** One child of an array; small, because there can be many. */
export interface ChildJob extends JobProgress {
  readonly kind: 'child';
  readonly parent: ArrayJob;
  /** From 0. */
  readonly index: number;
}

/** A job that was submitted by itself. */
export type SubmittedJob = SingleJob | ArrayJob;

/** A job that runs as a process. */
export type RunnableJob = SingleJob | ChildJob;

/** Any job that has an id. */
export type JobRecord = SubmittedJob | ChildJob;

/** The request a job was made from. */
export function requestOf(job: JobRecord): JobRequest {
  return job.kind === 'child' ? job.parent.request : job.request;
}

/** A job's id; a child's is its parent's with `:index`. */
export function jobIdOf(job: JobRecord): string {
  return job.kind === 'child' ? `${job.parent.request.jobId}:${job.index}` : job.request.jobId;
}

/** What runs when the job does: its children, or itself. */
export function runnableJobsOf(job: JobRecord): readonly RunnableJob[] {
  return job.kind === 'array' ? job.children : [job];
}

/** The attempt whose ending a job shows: none while a newer one runs. */
export function latestEndedAttempt(job: JobRecord): Attempt | undefined {
  const isRunning = job.startedAt !== undefined && job.stoppedAt === undefined;
  return isRunning ? undefined : job.attempts.at(-1);
}
