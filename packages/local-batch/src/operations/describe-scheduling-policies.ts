import type { DescribeSchedulingPoliciesResponse, SchedulingPolicyDetail } from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import type { SchedulingPolicy } from '../engine/resource-records.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest } from './parse-request.js';
import { reference } from './shapes.js';

const DescribeSchedulingPoliciesRequest = v.object({ arns: v.pipe(v.array(reference), v.maxLength(100)) });

/** DescribeSchedulingPolicies: up to 100 ARNs; unknown ones are left out. */
export function describeSchedulingPolicies(
  { body }: OperationRequest,
  { store }: OperationContext,
): DescribeSchedulingPoliciesResponse {
  const { arns } = parseRequest(DescribeSchedulingPoliciesRequest, body);
  return { schedulingPolicies: arns.flatMap((arn) => store.schedulingPolicy(arn) ?? []).map(detailOf) };
}

function detailOf({ name, fairsharePolicy, tags }: SchedulingPolicy): SchedulingPolicyDetail {
  const shareDistribution = [...fairsharePolicy.shareDistribution];
  return {
    name,
    arn: arnOf('scheduling-policy', name),
    fairsharePolicy: { ...fairsharePolicy, shareDistribution },
    tags: { ...tags },
  };
}
