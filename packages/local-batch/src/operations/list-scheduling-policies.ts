import type { ListSchedulingPoliciesResponse } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import type { OperationContext, OperationRequest } from './context.js';
import { positionOf, takePage } from './page.js';
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
  const { maxResults, nextToken } = parseRequest(ListSchedulingPoliciesRequest, body);
  const scope = 'scheduling policies';
  const entries = [...store.schedulingPolicies().entries()].slice(positionOf(nextToken, scope) ?? 0);
  const { items, ...rest } = takePage(entries, { maxResults, scope });
  return {
    schedulingPolicies: items.map(({ name }) => ({ arn: arnOf('scheduling-policy', name) })),
    ...rest,
  };
}
