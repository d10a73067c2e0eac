import type { MetadataBearer } from '@smithy/types';

/** Says in one line what AWS answered, with its request id, which AWS Support asks for. */
export function describeAwsError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { $metadata } = error as Partial<MetadataBearer>;
  const requestId = $metadata?.requestId;
  const text = `${error.name}: ${error.message}`;
  return requestId === undefined || text.includes(requestId) ? text : `${text} (request id ${requestId})`;
}
