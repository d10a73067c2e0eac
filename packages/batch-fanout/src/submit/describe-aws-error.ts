import type { MetadataBearer } from '@smithy/types';

/** Says in one line what AWS answered, with its request id, which AWS Support asks for. */
export function describeAwsError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { $metadata } = error as Partial<MetadataBearer>;
  const requestId = $metadata?.requestId;
  const text = `${error.name}: ${error.message}`;
  return requestId === undefined || text.includes(requestId) ? text : `${text} (request id ${requestId})`;
}

/** Whether AWS has certainly not done what it was asked: a 4xx other than a throttle. Lost answers and 5xx say nothing. */
export function isDefiniteRefusal(error: unknown): boolean {
  const status = (error as Partial<MetadataBearer>).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && status !== 429;
}
