import { LocalBatchError } from '../errors.js';

/** Refuses a request the way AWS Batch does: HTTP 400, never retried by an SDK. */
export function clientException(message: string): LocalBatchError {
  return new LocalBatchError('ClientException', message);
}
