import type {
  DescribeJobDefinitionsResponse,
  JobDefinition as WireJobDefinition,
} from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf, nameOf } from '../engine/arn.js';
import type { JobDefinition } from '../engine/resource-records.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { pageOf } from './page.js';
import { parseRequest } from './parse-request.js';
import { pageSize, reference } from './shapes.js';

const DescribeJobDefinitionsRequest = v.object({
  jobDefinitions: v.optional(v.pipe(v.array(reference), v.maxLength(100)), []),
  jobDefinitionName: v.optional(reference),
  status: v.optional(v.string()),
  maxResults: pageSize,
  nextToken: v.optional(v.string()),
});

/** DescribeJobDefinitions: those listed, or all of one name or status; unknown ones are left out. */
export function describeJobDefinitions(
  { body }: OperationRequest,
  { store }: OperationContext,
): DescribeJobDefinitionsResponse {
  const request = parseRequest(DescribeJobDefinitionsRequest, body);
  const { jobDefinitions, jobDefinitionName, status } = request;
  if (jobDefinitions.length > 0 && (jobDefinitionName !== undefined || status !== undefined)) {
    throw clientException('jobDefinitions cannot be used together with jobDefinitionName or status');
  }
  const scope = JSON.stringify([jobDefinitions, jobDefinitionName, status]);
  const name = jobDefinitionName && nameOf('job-definition', jobDefinitionName);
  const candidates =
    jobDefinitions.length > 0
      ? jobDefinitions.flatMap((wanted) => store.definition(wanted) ?? [])
      : store.definitions(name);
  const found = candidates.filter((definition) => status === undefined || definition.status === status);
  const { items, ...rest } = pageOf(found, request, scope);
  return { jobDefinitions: items.map(detailOf), ...rest };
}

function detailOf(definition: JobDefinition): object & WireJobDefinition {
  const { name, revision, attemptDurationSeconds, containerProperties, retryStrategy } = definition;
  return {
    jobDefinitionName: name,
    jobDefinitionArn: arnOf('job-definition', `${name}:${revision}`),
    revision,
    status: definition.status,
    type: 'container',
    containerOrchestrationType: 'ECS',
    containerProperties: structuredClone(containerProperties) as WireJobDefinition['containerProperties'],
    parameters: { ...definition.parameters },
    schedulingPriority: definition.schedulingPriority,
    retryStrategy: retryStrategy && {
      attempts: retryStrategy.attempts,
      evaluateOnExit: [...retryStrategy.evaluateOnExit],
    },
    timeout: attemptDurationSeconds === undefined ? undefined : { attemptDurationSeconds },
    tags: { ...definition.tags },
    propagateTags: definition.propagateTags,
    platformCapabilities: definition.platformCapabilities && [...definition.platformCapabilities],
  };
}
