import type { EnvironmentVariable, JobRequest, ResourceRequirement } from '../engine/job-record.js';
import type { JobDefinition } from '../engine/resource-records.js';
import type { SubmitJobInput } from './submit-job-shape.js';

// ECS RunTask's limit on the override block, JSON syntax included; AWS Batch accepts the job and fails it later.
const OVERRIDE_CHARACTERS = 8192;
// A job's and its definition's tags together, when they are propagated.
const PROPAGATED_TAGS = 50;

/** What a request is joined with. */
export interface JobRequestParts {
  readonly definition: JobDefinition;
  readonly jobQueue: string;
  readonly dependsOn: JobRequest['dependsOn'];
  readonly jobId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Joins a SubmitJob request with its job definition: overrides win, a retry strategy replaces the other whole. */
export function jobRequest(input: SubmitJobInput, parts: JobRequestParts): JobRequest {
  const { definition, ...rest } = parts;
  const { containerProperties } = definition;
  const overrides = input.containerOverrides;
  const parameters = { ...definition.parameters, ...input.parameters };
  const command = overrides.command?.length ? overrides.command : (containerProperties.command ?? []);
  const resourceRequirements = mergedRequirements(input, definition);
  return {
    ...rest,
    jobName: input.jobName,
    definitionName: definition.name,
    definitionRevision: definition.revision,
    image: containerProperties.image,
    command: command.map((element) => substitute(element, parameters)),
    environment: mergedEnvironment(containerProperties.environment ?? [], overrides.environment ?? []),
    resourceRequirements,
    vcpus: Math.ceil(Number(resourceRequirements.find(({ type }) => type === 'VCPU')?.value ?? 1)),
    retryStrategy: input.retryStrategy ?? definition.retryStrategy ?? { attempts: 1, evaluateOnExit: [] },
    attemptDurationSeconds: input.timeout?.attemptDurationSeconds ?? definition.attemptDurationSeconds,
    parameters,
    tags: input.tags,
    propagateTags: input.propagateTags ?? definition.propagateTags ?? false,
    refusal: refusalOf(input, definition),
  };
}

function substitute(element: string, parameters: Readonly<Record<string, string>>): string {
  const name = /^Ref::(.+)$/.exec(element)?.[1];
  return name !== undefined && Object.hasOwn(parameters, name) ? (parameters[name] ?? element) : element;
}

function mergedEnvironment(
  base: readonly EnvironmentVariable[],
  overrides: readonly EnvironmentVariable[],
): readonly EnvironmentVariable[] {
  const merged = new Map([...base, ...overrides].map(({ name, value }) => [name, value]));
  // AWS Batch drops names that begin like its own, without a word.
  return [...merged]
    .filter(([name]) => !name.startsWith('AWS_BATCH'))
    .map(([name, value]) => ({ name, value }));
}

function mergedRequirements(
  input: SubmitJobInput,
  { containerProperties }: JobDefinition,
): ResourceRequirement[] {
  const { resourceRequirements: overrides = [], vcpus } = input.containerOverrides;
  const base = containerProperties.resourceRequirements ?? [];
  const merged = new Map([...base, ...overrides].map((requirement) => [requirement.type, requirement]));
  // The deprecated members do not override a definition that uses resourceRequirements.
  const deprecated = vcpus ?? containerProperties.vcpus;
  if (!merged.has('VCPU') && deprecated !== undefined) {
    merged.set('VCPU', { type: 'VCPU', value: String(deprecated) });
  }
  return [...merged.values()];
}

function refusalOf(input: SubmitJobInput, definition: JobDefinition): string | undefined {
  if (JSON.stringify(input.containerOverrides).length > OVERRIDE_CHARACTERS) {
    return `Container Overrides length must be at most ${OVERRIDE_CHARACTERS}`;
  }
  const tags = Object.keys({ ...definition.tags, ...input.tags });
  return (input.propagateTags ?? definition.propagateTags) && tags.length > PROPAGATED_TAGS
    ? `Number of tags must be at most ${PROPAGATED_TAGS}`
    : undefined;
}
