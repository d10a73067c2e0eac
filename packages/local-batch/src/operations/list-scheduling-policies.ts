import type { ListSchedulingPoliciesResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import type { OperationContext, OperationRequest } from './context.js';
import { pageOf } from './page.js';
import { parseRequest } from './parse-request.js';
import { pageSize } from './shapes.js';

const ListSchedulingPoliciesRequest = v.object({
  maxResults: pageSize,
  nextToken: v.optional(v.string()),
});

/** ListSchedulingPolicies: the ARNs of all of them. */
export function listSchedulingPolicies(
  { body }: OperationRequest,
  { store }: OperationContext,
): ListSchedulingPoliciesResponse {
  const request = parseRequest(ListSchedulingPoliciesRequest, body);
  const { items, ...rest } = pageOf(store.schedulingPolicies(), request, 'scheduling policies');
  return {
    schedulingPolicies: items.map(({ name }) => ({ arn: arnOf('scheduling-policy', name) })),
    ...rest,
  };
}
