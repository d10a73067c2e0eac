import { LocalBatchError } from '../errors.js';

/**
 * The operation that a request names, all lower case: `POST /v1/submitjob` → `submitjob`.
 *
 * @throws {@link LocalBatchError} `ClientException` with HTTP status 404 for any other path, 405 for another method.
 */
export function operationName(method: string, url: string): string {
  const operation = /^\/v1\/([a-z]+)(\/[^?]*)?(\?.*)?$/.exec(url)?.[1];
  if (operation === undefined) {
    throw new LocalBatchError('ClientException', `There is nothing at ${url}; operations are at /v1/<name>`, {
      httpStatus: 404,
    });
  }
  // Tags have three methods, and are refused by name with all of them.
  if (method !== 'POST' && operation !== 'tags') {
    throw new LocalBatchError('ClientException', `${operation} takes POST, not ${method}`, {
      httpStatus: 405,
    });
  }
  return operation;
}
