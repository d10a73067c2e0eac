import type { WireAnswer } from './route.js';
import { asLocalBatchError } from './wire-error.js';

/** Writes an error as JSON: the code where any SDK looks for it, and the message as it is. */
export function jsonError(error: unknown, contentType: string): WireAnswer {
  const { code, httpStatus, message } = asLocalBatchError(error);
  const headers = { 'content-type': contentType, 'x-amzn-ErrorType': code };
  return { status: httpStatus, headers, body: JSON.stringify({ __type: code, message }) };
}
