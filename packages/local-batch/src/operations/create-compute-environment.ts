import type { CreateComputeEnvironmentResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { clientException } from './client-exception.js';
import { computeResourcesType, limitsOf, maxvCpus } from './compute-environment-shapes.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { resourceName, resourceState, tags } from './shapes.js';

// AWS Batch service limits.
const COMPUTE_ENVIRONMENTS = 50;

const CreateComputeEnvironmentRequest = v.object({
  computeEnvironmentName: resourceName,
  type: v.literal(
    'MANAGED',
    ({ received }) =>
      `must be MANAGED, because all that there is to compute on is this machine, not ${received}`,
  ),
  state: v.optional(resourceState, 'ENABLED'),
  computeResources: v.looseObject({ type: computeResourcesType, maxvCpus }),
  serviceRole: v.optional(v.string()),
  tags: v.optional(tags, {}),
});

/**
 * CreateComputeEnvironment: `maxvCpus` of this machine, however many it has; valid at once. Its tags
 * `local-batch:memory` (MiB) and `local-batch:gpus` say how much memory (else any) and how many GPUs (else none) its
 * jobs may ask for in all. There can be 50 compute environments.
 */
export function createComputeEnvironment(
  { body }: OperationRequest,
  { store }: OperationContext,
): CreateComputeEnvironmentResponse {
  refuseUnsupported(body, ['eksConfiguration', 'unmanagedvCpus']);
  const { computeEnvironmentName: name, ...request } = parseRequest(CreateComputeEnvironmentRequest, body);
  const { state, computeResources, serviceRole } = request;
  if (store.computeEnvironment(name)) throw clientException(`Compute environment ${name} already exists`);
  if (store.computeEnvironments().length >= COMPUTE_ENVIRONMENTS) {
    throw clientException(`There can be at most ${COMPUTE_ENVIRONMENTS} compute environments`);
  }
  store.putComputeEnvironment({
    name,
    state,
    vcpus: computeResources.maxvCpus,
    ...limitsOf(request.tags),
    computeResources,
    serviceRole,
    tags: request.tags,
  });
  return { computeEnvironmentName: name, computeEnvironmentArn: arnOf('compute-environment', name) };
}
