import type {
  ComputeEnvironmentDetail,
  ComputeResource,
  DescribeComputeEnvironmentsResponse,
} from '@aws-sdk/client-batch';
import * as v from 'valibot';
import { arnOf } from '../engine/arn.js';
import type { ComputeEnvironment } from '../engine/resource-records.js';
import type { OperationContext, OperationRequest } from './context.js';
import { pageOf } from './page.js';
import { parseRequest } from './parse-request.js';
import { pageSize, reference } from './shapes.js';

const DescribeComputeEnvironmentsRequest = v.object({
  computeEnvironments: v.optional(v.pipe(v.array(reference), v.maxLength(100)), []),
  maxResults: pageSize,
  nextToken: v.optional(v.string()),
});

/** DescribeComputeEnvironments: those named, or all; unknown ones are left out. There are no ECS clusters to show. */
export function describeComputeEnvironments(
  { body }: OperationRequest,
  { store }: OperationContext,
): DescribeComputeEnvironmentsResponse {
  const request = parseRequest(DescribeComputeEnvironmentsRequest, body);
  const names = request.computeEnvironments;
  const scope = JSON.stringify(names);
  const found =
    names.length > 0
      ? names.flatMap((name) => store.computeEnvironment(name) ?? [])
      : store.computeEnvironments();
  const { items, ...rest } = pageOf(found, request, scope);
  return { computeEnvironments: items.map(detailOf), ...rest };
}

function detailOf({ name, state, vcpus, ...rest }: ComputeEnvironment): ComputeEnvironmentDetail {
  return {
    computeEnvironmentName: name,
    computeEnvironmentArn: arnOf('compute-environment', name),
    type: 'MANAGED',
    state,
    status: 'VALID',
    statusReason: 'ComputeEnvironment Healthy',
    computeResources: { type: 'EC2', ...rest.computeResources, maxvCpus: vcpus } as ComputeResource,
    serviceRole: rest.serviceRole,
    containerOrchestrationType: 'ECS',
    tags: { ...rest.tags },
  };
}
