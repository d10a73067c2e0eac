import * as v from 'valibot';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { fairsharePolicy, findSchedulingPolicy } from './scheduling-policy-shapes.js';
import { reference } from './shapes.js';

const UpdateSchedulingPolicyRequest = v.object({
  arn: reference,
  fairsharePolicy: v.optional(fairsharePolicy),
});

/** UpdateSchedulingPolicy: puts the fair-share policy that is given in the place of the old one, whole. */
export function updateSchedulingPolicy(
  { body }: OperationRequest,
  { store, scheduler }: OperationContext,
): object {
  refuseUnsupported(body, ['quotaSharePolicy']);
  const { arn, fairsharePolicy } = parseRequest(UpdateSchedulingPolicyRequest, body);
  const policy = findSchedulingPolicy(arn, store);
  store.putSchedulingPolicy({ ...policy, fairsharePolicy: fairsharePolicy ?? policy.fairsharePolicy });
  scheduler.resourcesChanged();
  return {};
}
