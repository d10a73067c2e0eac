import type { IncomingMessage } from 'node:http';
import { LocalBatchError } from '../errors.js';

const LIMIT_BYTES = 1024 * 1024;
/** What is kept as it came must be written again, which needs stack for every level. AWS Batch's own requests have about ten. */
const MOST_LEVELS = 64;

/**
 * Reads a body whole.
 *
 * @throws {@link LocalBatchError} `ClientException` with HTTP status 413 above 1 MiB.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Whoever says so beforehand does not have to send it.
  if (Number(request.headers['content-length']) > LIMIT_BYTES) throw tooLarge();
  // Destroying the request would destroy the socket that the answer has to go through.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): LocalBatchError {
  return new LocalBatchError('ClientException', 'The request body is larger than 1 MiB', { httpStatus: 413 });
}

/**
 * Reads a body as JSON; an empty one counts as `{}`.
 *
 * @throws {@link LocalBatchError} `ClientException` if it is not JSON, or nested more than 64 levels deep.
 */
export function parseBody(body: Uint8Array): unknown {
  const value = parse(body);
  if (hasMoreLevels(value, MOST_LEVELS)) {
    throw new LocalBatchError(
      'ClientException',
      `The request body is nested more than ${MOST_LEVELS} levels deep`,
    );
  }
  return value;
}

function parse(body: Uint8Array): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString());
  } catch (error) {
    throw new LocalBatchError('ClientException', 'The request body is not JSON', { cause: error });
  }
}

function hasMoreLevels(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; depth < most; depth += 1) {
    level = level.flatMap((outer) =>
      typeof outer === 'object' && outer !== null ? Object.values(outer) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
