import * as v from 'valibot';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest } from './parse-request.js';
import { findSchedulingPolicy } from './scheduling-policy-shapes.js';
import { reference } from './shapes.js';

const DeleteSchedulingPolicyRequest = v.object({ arn: reference });

/** DeleteSchedulingPolicy: removes one that no queue uses. */
export function deleteSchedulingPolicy({ body }: OperationRequest, { store }: OperationContext): object {
  const { arn } = parseRequest(DeleteSchedulingPolicyRequest, body);
  const { name } = findSchedulingPolicy(arn, store);
  const user = store.queues().find(({ schedulingPolicyArn }) => schedulingPolicyArn === arn);
  if (user) throw clientException(`Scheduling policy ${name} is in use by job queue ${user.name}`);
  store.removeSchedulingPolicy(arn);
  return {};
}
