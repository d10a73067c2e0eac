import type { RegisterJobDefinitionResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { checkResources } from './check-resources.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { requiredResources } from './required-resources.js';
import * as shapes from './shapes.js';

// AWS Batch service limits: RegisterJobDefinition payload.
const PAYLOAD_KIB = 24;

const UNSUPPORTED = ['nodeProperties', 'eksProperties', 'ecsProperties', 'consumableResourceProperties'];

function registerJobDefinitionRequest(minimumTimeoutSeconds: number) {
  return v.object({
    jobDefinitionName: shapes.resourceName,
    type: v.literal('container'),
    containerProperties: v.looseObject({
      image: v.pipe(v.string(), v.nonEmpty('must not be empty')),
      command: v.optional(shapes.command),
      environment: v.optional(shapes.environment),
      resourceRequirements: v.optional(shapes.resourceRequirements),
      memory: v.optional(shapes.memory),
      vcpus: v.optional(shapes.vcpus),
    }),
    parameters: v.optional(shapes.parameters, {}),
    schedulingPriority: v.optional(shapes.schedulingPriority),
    retryStrategy: v.optional(shapes.retryStrategy),
    timeout: v.optional(shapes.timeout(minimumTimeoutSeconds)),
    tags: v.optional(shapes.tags, {}),
    propagateTags: v.optional(v.boolean()),
    platformCapabilities: v.optional(v.array(v.picklist(['EC2', 'FARGATE']))),
  });
}

/** RegisterJobDefinition: revision 1, then one more each time. What only a container could honour is kept and not used. */
export function registerJobDefinition(
  { body, bytes }: OperationRequest,
  { store, minimumTimeoutSeconds }: OperationContext,
): RegisterJobDefinitionResponse {
  if (bytes > PAYLOAD_KIB * 1024) {
    const given = Math.ceil(bytes / 1024);
    throw clientException(`Job definition size must be less than ${PAYLOAD_KIB} KiB, got ${given} KiB`);
  }
  refuseUnsupported(body, UNSUPPORTED);
  const request = parseRequest(registerJobDefinitionRequest(minimumTimeoutSeconds), body);
  refuseUnsupported(request.containerProperties, ['secrets']);
  const { jobDefinitionName: name, timeout, containerProperties, ...rest } = request;
  checkResources({
    requirements: requiredResources(containerProperties),
    sources: [containerProperties],
    platforms: rest.platformCapabilities ?? [],
  });
  const revision = store.definitions(name).length + 1;
  store.addDefinition({
    name,
    revision,
    status: 'ACTIVE',
    containerProperties,
    parameters: rest.parameters,
    schedulingPriority: rest.schedulingPriority,
    retryStrategy: rest.retryStrategy,
    attemptDurationSeconds: timeout?.attemptDurationSeconds,
    tags: rest.tags,
    propagateTags: rest.propagateTags,
    platformCapabilities: rest.platformCapabilities,
  });
  const jobDefinitionArn = arnOf('job-definition', `${name}:${revision}`);
  return { jobDefinitionName: name, jobDefinitionArn, revision };
}
