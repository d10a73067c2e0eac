import { LocalBatchError, type LocalBatchErrorCode } from '../errors.js';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Others are written by what stands before AWS Batch. */
const OF_BATCH: ReadonlySet<LocalBatchErrorCode> = new Set(['ClientException', 'ServerException']);

/**
 * Writes an error as AWS Batch does: the code where any SDK looks for it, and the message in the real service's words.
 * What is not a {@link LocalBatchError} is a fault of ours, so a ServerException.
 */
export function wireError(error: unknown, requestId: string): WireAnswer {
  const { code, httpStatus, message } = asLocalBatchError(error);
  return {
    status: httpStatus,
    headers: { 'x-amzn-ErrorType': code },
    body: {
      __type: code,
      message: OF_BATCH.has(code)
        ? `Error executing request, Exception : ${message}, RequestId: ${requestId}`
        : message,
    },
  };
}

function asLocalBatchError(error: unknown): LocalBatchError {
  if (error instanceof LocalBatchError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new LocalBatchError('ServerException', message, { cause: error });
}
