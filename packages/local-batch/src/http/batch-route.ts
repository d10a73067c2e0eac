import { strikeAfter, strikeBefore } from '../faults/call-faults.js';
import type { FaultBook } from '../faults/fault-book.js';
import type { OperationRequest } from '../operations/context.js';
import { operationName } from './operation-name.js';
import { parseBody } from './read-body.js';
import { NO_ANSWER, type Route } from './route.js';
import { wireError } from './wire-error.js';

/**
 * AWS Batch, and the faults that strike its calls.
 *
 * @param run - Runs one operation, or throws a {@link LocalBatchError}.
 * @param isWritten - Resolves when what an operation has changed would survive.
 */
export function batchRoute(
  run: (operation: string, request: OperationRequest) => unknown,
  isWritten: () => Promise<void>,
  faults: FaultBook,
): Route {
  return {
    async answer({ method, url, body: sent }) {
      const { operation, ...target } = operationName(method, url);
      strikeBefore(faults, operation);
      const request = { ...target, body: parseBody(sent), bytes: sent.length };
      const body = JSON.stringify(run(operation, request));
      await isWritten();
      if (strikeAfter(faults, operation)) return NO_ANSWER;
      return { status: 200, headers: { 'content-type': 'application/json' }, body };
    },
    writeError: wireError,
  };
}
