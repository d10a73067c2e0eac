import * as v from 'valibot';
import { clientException } from './client-exception.js';
import { findComputeEnvironment } from './compute-environment-shapes.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest } from './parse-request.js';
import { reference } from './shapes.js';

const DeleteComputeEnvironmentRequest = v.object({ computeEnvironment: reference });

/** DeleteComputeEnvironment: removes one that is DISABLED and that no queue uses. What still runs on it goes on. */
export function deleteComputeEnvironment({ body }: OperationRequest, { store }: OperationContext): object {
  const { computeEnvironment } = parseRequest(DeleteComputeEnvironmentRequest, body);
  const { name, state } = findComputeEnvironment(computeEnvironment, store);
  if (state !== 'DISABLED') {
    throw clientException(
      `Compute environment ${name} is ${state}: it must be DISABLED before it is deleted`,
    );
  }
  const user = store.queues().find((queue) => queue.computeEnvironments.some((used) => used.name === name));
  // The real service's words; which queue is ours to add.
  if (user) throw clientException(`Cannot delete, found existing JobQueue relationship: ${user.name}`);
  store.removeComputeEnvironment(name);
  return {};
}
