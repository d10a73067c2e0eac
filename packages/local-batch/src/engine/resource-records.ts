import type { EnvironmentVariable, ResourceRequirement } from './job-record.js';
import type { ComputeResourcesType, Platform } from './platform.js';
import type { RetryStrategy } from './retry-decision.js';

/** What a compute environment was made with. Only the platform of its type counts here; the rest is handed back. */
interface ComputeResources {
  readonly type: ComputeResourcesType;
  readonly [other: string]: unknown;
}

interface Resource {
  /** Counts what a server has made, jobs as well, in that order; the store gives it. */
  readonly number?: number | undefined;
}

/** A compute environment: so much of this machine. */
export interface ComputeEnvironment extends Resource {
  readonly name: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly vcpus: number;
  /** MiB that its jobs may ask for in all; no limit when undefined. */
  readonly memoryMiB?: number | undefined;
  /** What `memoryMiB` is where no tag says it; no limit when undefined. */
  readonly untaggedMemoryMiB?: number | undefined;
  /** None when undefined. */
  readonly gpus?: number | undefined;
  /** Of type EC2 when undefined. */
  readonly computeResources?: ComputeResources | undefined;
  readonly serviceRole?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A compute environment of a queue; those of lower order are tried first. */
interface ComputeEnvironmentOrder {
  readonly name: string;
  readonly order: number;
}

/** How much of a queue's capacity one share identifier gets. */
interface ShareAttributes {
  /** With a trailing `*`, every identifier that begins so. No two of a policy overlap. */
  readonly shareIdentifier: string;
  /** 0.0001 to 999.9999; half of it means twice the capacity. */
  readonly weightFactor: number;
}

/** How a queue shares its capacity among share identifiers. */
export interface FairsharePolicy {
  /** 0 to 604,800; over how long usage counts, where 0 stands for 600. */
  readonly shareDecaySeconds: number;
  /** 0 to 99; percent of the capacity, to the power of the number of active identifiers, kept for further ones. */
  readonly computeReservation: number;
  /** At most 500. Identifiers that are not in it have the weight 1. */
  readonly shareDistribution: readonly ShareAttributes[];
}

/** A scheduling policy, which any number of queues can have. */
export interface SchedulingPolicy extends Resource {
  readonly name: string;
  readonly fairsharePolicy: FairsharePolicy;
  readonly tags: Readonly<Record<string, string>>;
}

/** What happens to a job that has waited at the head of its queue for too long, and still waits for this reason. */
export interface JobStateTimeLimitAction {
  /** Such as `CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY`. */
  readonly reason: string;
  readonly state: 'RUNNABLE';
  /** 600 to 86,400. */
  readonly maxTimeSeconds: number;
  readonly action: 'CANCEL';
}

/** A job queue, and its compute environments. */
export interface JobQueue extends Resource {
  readonly name: string;
  readonly state: 'ENABLED' | 'DISABLED';
  /** Queues of higher priority are served first. */
  readonly priority: number;
  readonly computeEnvironments: readonly ComputeEnvironmentOrder[];
  /** As its compute environments are. @defaultValue ECS */
  readonly jobQueueType?: 'ECS' | 'ECS_FARGATE' | undefined;
  /** Of its scheduling policy, which exists; a queue without one is first in, first out, and stays so. */
  readonly schedulingPolicyArn?: string | undefined;
  /** None when undefined. */
  readonly jobStateTimeLimitActions?: readonly JobStateTimeLimitAction[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The part of a definition's container properties that a job is made from. The rest is only handed back. */
interface ContainerProperties {
  readonly image: string;
  readonly command?: readonly string[] | undefined;
  readonly environment?: readonly EnvironmentVariable[] | undefined;
  readonly resourceRequirements?: readonly ResourceRequirement[] | undefined;
  /** Deprecated by AWS in favour of resourceRequirements, and still in use. */
  readonly vcpus?: number | undefined;
  /** MiB; deprecated like `vcpus`. */
  readonly memory?: number | undefined;
  readonly [other: string]: unknown;
}

/** One revision of a job definition. */
export interface JobDefinition extends Resource {
  readonly name: string;
  /** From 1. */
  readonly revision: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly containerProperties: ContainerProperties;
  readonly parameters: Readonly<Record<string, string>>;
  /** 0 to 9999; counts in queues that have a scheduling policy. */
  readonly schedulingPriority?: number | undefined;
  readonly retryStrategy: RetryStrategy | undefined;
  readonly attemptDurationSeconds: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly propagateTags: boolean | undefined;
  readonly platformCapabilities: readonly Platform[] | undefined;
}
