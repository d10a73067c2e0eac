import type { UpdateComputeEnvironmentResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { platformOf } from '../engine/platform.js';
import { clientException } from './client-exception.js';
import { computeResourcesType, findComputeEnvironment, maxvCpus } from './compute-environment-shapes.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { reference, resourceState } from './shapes.js';

const UpdateComputeEnvironmentRequest = v.object({
  computeEnvironment: reference,
  state: v.optional(resourceState),
  computeResources: v.optional(
    v.looseObject({ type: v.optional(computeResourcesType), maxvCpus: v.optional(maxvCpus) }),
    {},
  ),
  serviceRole: v.optional(v.string()),
});

/**
 * UpdateComputeEnvironment: changes what is given and leaves the rest. Jobs that run go on, also where they are more
 * than the new `maxvCpus` has room for; a DISABLED environment gets no more.
 */
export function updateComputeEnvironment(
  { body }: OperationRequest,
  { store, scheduler }: OperationContext,
): UpdateComputeEnvironmentResponse {
  refuseUnsupported(body, ['unmanagedvCpus']);
  const request = parseRequest(UpdateComputeEnvironmentRequest, body);
  const old = findComputeEnvironment(request.computeEnvironment, store);
  const { name, computeResources: { type: oldType = 'EC2' } = {} } = old;
  const { type = oldType } = request.computeResources;
  if (platformOf(type) !== platformOf(oldType)) {
    throw clientException(`Compute environment ${name} is of type ${oldType}, and cannot become ${type}`);
  }
  store.putComputeEnvironment({
    ...old,
    state: request.state ?? old.state,
    vcpus: request.computeResources.maxvCpus ?? old.vcpus,
    computeResources: { ...old.computeResources, ...request.computeResources, type },
    serviceRole: request.serviceRole ?? old.serviceRole,
  });
  scheduler.resourcesChanged();
  return { computeEnvironmentName: name, computeEnvironmentArn: arnOf('compute-environment', name) };
}
