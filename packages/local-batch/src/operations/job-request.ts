import type { EnvironmentVariable, JobRequest } from '../engine/job-record.js';
import type { JobDefinition } from '../engine/resource-records.js';
import { checkResources } from './check-resources.js';
import { amountOf, requiredResources } from './required-resources.js';
import type { SubmitJobInput } from './submit-job-shape.js';

// ECS RunTask's limit on the override block, JSON syntax included; AWS Batch accepts the job and fails it later.
const OVERRIDE_CHARACTERS = 8192;
// A job's and its definition's tags together, when they are propagated.
const PROPAGATED_TAGS = 50;

/** What a request is joined with. */
export interface JobRequestParts {
  readonly definition: JobDefinition;
  readonly jobQueue: string;
  readonly shareIdentifier: string | undefined;
  readonly schedulingPriority: number;
  readonly dependsOn: JobRequest['dependsOn'];
  readonly jobId: string;
  /** Epoch milliseconds. */
  readonly number: number;
  readonly createdAt: number;
}

/**
 * Joins a SubmitJob request with its job definition: overrides win, a retry strategy replaces the other whole.
 *
 * @throws {@link LocalBatchError} `ClientException` if the definition's platforms do not have the resources.
 */
export function jobRequest(input: SubmitJobInput, parts: JobRequestParts): JobRequest {
  const { definition, ...rest } = parts;
  const { containerProperties } = definition;
  const overrides = input.containerOverrides;
  const parameters = { ...definition.parameters, ...input.parameters };
  const command = overrides.command?.length ? overrides.command : (containerProperties.command ?? []);
  const requirements = requiredResources(containerProperties, overrides);
  const platforms = definition.platformCapabilities ?? [];
  checkResources({ requirements, sources: [containerProperties, overrides], platforms });
  return {
    ...rest,
    jobName: input.jobName,
    definitionName: definition.name,
    definitionRevision: definition.revision,
    image: containerProperties.image,
    command: command.map((element) => substitute(element, parameters)),
    environment: mergedEnvironment(containerProperties.environment ?? [], overrides.environment ?? []),
    resourceRequirements: requirements,
    vcpus: amountOf('VCPU', requirements) ?? 1,
    memoryMiB: amountOf('MEMORY', requirements) ?? 0,
    gpus: amountOf('GPU', requirements) ?? 0,
    platformCapabilities: platforms,
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

function refusalOf(input: SubmitJobInput, definition: JobDefinition): string | undefined {
  if (JSON.stringify(input.containerOverrides).length > OVERRIDE_CHARACTERS) {
    return `Container Overrides length must be at most ${OVERRIDE_CHARACTERS}`;
  }
  const tags = Object.keys({ ...definition.tags, ...input.tags });
  return (input.propagateTags ?? definition.propagateTags) && tags.length > PROPAGATED_TAGS
    ? `Number of tags must be at most ${PROPAGATED_TAGS}`
    : undefined;
}
