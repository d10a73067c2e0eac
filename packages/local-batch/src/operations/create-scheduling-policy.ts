import type { CreateSchedulingPolicyResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest, refuseUnsupported } from './parse-request.js';
import { fairsharePolicy } from './scheduling-policy-shapes.js';
import { resourceName, tags } from './shapes.js';

const CreateSchedulingPolicyRequest = v.object({
  name: resourceName,
  fairsharePolicy: v.optional(fairsharePolicy, {}),
  tags: v.optional(tags, {}),
});

/** CreateSchedulingPolicy: a fair-share policy; without `fairsharePolicy`, one that weighs every share identifier alike. */
export function createSchedulingPolicy(
  { body }: OperationRequest,
  { store }: OperationContext,
): CreateSchedulingPolicyResponse {
  refuseUnsupported(body, ['quotaSharePolicy']);
  const policy = parseRequest(CreateSchedulingPolicyRequest, body);
  const arn = arnOf('scheduling-policy', policy.name);
  if (store.schedulingPolicy(arn)) throw clientException(`Scheduling policy ${policy.name} already exists`);
  store.putSchedulingPolicy(policy);
  return { name: policy.name, arn };
}
