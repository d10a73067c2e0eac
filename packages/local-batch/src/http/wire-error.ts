import { LocalBatchError, type LocalBatchErrorCode } from '../errors.js';
import type { WireAnswer } from './route.js';

/** Others are written by what stands before AWS Batch. */
const OF_BATCH: ReadonlySet<LocalBatchErrorCode> = new Set(['ClientException', 'ServerException']);

/** Writes an error as AWS Batch does: the code where any SDK looks for it, and the message in the real service's words. */
export function wireError(error: unknown, requestId: string): WireAnswer {
  const { code, httpStatus, message } = asLocalBatchError(error);
  const text = OF_BATCH.has(code)
    ? `Error executing request, Exception : ${message}, RequestId: ${requestId}`
    : message;
  return {
    status: httpStatus,
    headers: { 'content-type': 'application/json', 'x-amzn-ErrorType': code },
    body: JSON.stringify({ __type: code, message: text }),
  };
}

/** What is not a {@link LocalBatchError} is a fault of ours, so a ServerException. */
export function asLocalBatchError(error: unknown): LocalBatchError {
  if (error instanceof LocalBatchError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new LocalBatchError('ServerException', message, { cause: error });
}
