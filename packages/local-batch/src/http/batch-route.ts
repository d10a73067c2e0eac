import type { OperationRequest } from '../operations/context.js';
import { operationName } from './operation-name.js';
import { parseBody } from './read-body.js';
import type { Route } from './route.js';
import { wireError } from './wire-error.js';

/**
 * @param run - Runs one operation of AWS Batch, or throws a {@link LocalBatchError}.
 * @param isWritten - Resolves when what an operation has changed would survive.
 */
export function batchRoute(
  run: (operation: string, request: OperationRequest) => unknown,
  isWritten: () => Promise<void>,
): Route {
  return {
    async answer({ method, url, body }) {
      const { operation, ...target } = operationName(method, url);
      const request = { ...target, body: parseBody(body), bytes: body.length };
      const answer = JSON.stringify(run(operation, request));
      await isWritten();
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: answer,
      };
    },
    writeError: wireError,
  };
}
