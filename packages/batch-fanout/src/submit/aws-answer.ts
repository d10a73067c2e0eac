import type { MetadataBearer } from '@smithy/types';

/**
 * What a failed call says of whether it was done.
 *
 * - `refused`: certainly not, and never will be.
 * - `throttled`: certainly not, but later perhaps.
 * - `ambiguous`: nobody knows; the answer was lost, unreadable or a failure of the service.
 */
export type AwsFailure = 'refused' | 'throttled' | 'ambiguous';

const THROTTLES = ['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded'];
/** Thrown before anything is sent. */
const UNSENT = ['CredentialsProviderError', 'TokenProviderError'];

/** The SDK gives this one no name of its own. */
function isRegionMissing(error: unknown): boolean {
  return (error as Error | undefined)?.message === 'Region is missing';
}

/** Classifies whatever a client threw. */
export function failureOf(error: unknown): AwsFailure {
  const { name = '', $metadata } = (error ?? {}) as Partial<Error & MetadataBearer>;
  const status = $metadata?.httpStatusCode;
  if (status === 429 || THROTTLES.includes(name)) return 'throttled';
  if (UNSENT.includes(name) || isRegionMissing(error)) return 'refused';
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'ambiguous';
}

/** Whether an error comes from asking AWS at all, and not from a mistake in this process. */
export function isAwsFailure(error: unknown): boolean {
  const { name = '', code, $metadata } = (error ?? {}) as Partial<NodeJS.ErrnoException & MetadataBearer>;
  return (
    $metadata !== undefined ||
    typeof code === 'string' ||
    isRegionMissing(error) ||
    /Timeout|Networking|Credentials|Token/.test(name)
  );
}

/** Says in one line what AWS answered, with its request id, which AWS Support asks for. */
export function describeAwsError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { $metadata } = error as Partial<MetadataBearer>;
  const requestId = $metadata?.requestId;
  const text = `${error.name}: ${error.message}`;
  return requestId === undefined || text.includes(requestId) ? text : `${text} (request id ${requestId})`;
}
