import type { OperationRequest } from '../operations/context.js';
import { operationName } from './operation-name.js';
import { parseBody } from './read-body.js';
import type { Route } from './route.js';
import { wireError } from './wire-error.js';

/** @param run - Runs one operation of AWS Batch, or throws a {@link LocalBatchError}. */
export function batchRoute(run: (operation: string, request: OperationRequest) => unknown): Route {
  return {
    answer({ method, url, body }) {
      const { operation, ...target } = operationName(method, url);
      const request = { ...target, body: parseBody(body), bytes: body.length };
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(run(operation, request)),
      };
    },
    writeError: wireError,
  };
}
