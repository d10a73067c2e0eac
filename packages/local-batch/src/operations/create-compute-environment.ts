import type { CreateComputeEnvironmentResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { resourceName, resourceState } from './shapes.js';

const CreateComputeEnvironmentRequest = v.object({
  computeEnvironmentName: resourceName,
  type: v.literal('MANAGED'),
  state: v.optional(resourceState, 'ENABLED'),
  computeResources: v.object({ maxvCpus: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
});

/** CreateComputeEnvironment: `maxvCpus` of this machine, however many it has; valid at once. */
export function createComputeEnvironment(
  { body }: OperationRequest,
  { store }: OperationContext,
): CreateComputeEnvironmentResponse {
  refuseUnsupported(body, ['eksConfiguration', 'unmanagedvCpus']);
  const request = parseRequest(CreateComputeEnvironmentRequest, body);
  const { computeEnvironmentName: name, state, computeResources } = request;
  if (store.computeEnvironment(name)) throw clientException(`Compute environment ${name} already exists`);
  store.addComputeEnvironment({ name, state, vcpus: computeResources.maxvCpus });
  return { computeEnvironmentName: name, computeEnvironmentArn: arnOf('compute-environment', name) };
}
