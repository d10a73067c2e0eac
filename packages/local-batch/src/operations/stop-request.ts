import * as v from 'valibot';
import { parseRequest } from './parse-request.js';
import { reference } from './shapes.js';

const REASON_MESSAGE = "'reason' is a required field (cannot be an empty string) of at most 1024 characters";

/** Why a job is stopped; it becomes the job's statusReason. */
export const reason = v.pipe(
  v.optional(v.string(), ''),
  v.minLength(1, REASON_MESSAGE),
  v.maxLength(1024, REASON_MESSAGE),
);

const StopRequest = v.object({ jobId: reference, reason });

/** Reads what CancelJob and TerminateJob both take. */
export function parseStopRequest(body: unknown): v.InferOutput<typeof StopRequest> {
  return parseRequest(StopRequest, body);
}
