import type { IncomingMessage } from 'node:http';
import { LocalBatchError } from '../errors.js';

const LIMIT_BYTES = 1024 * 1024;

/**
 * Reads a body whole.
 *
 * @throws {@link LocalBatchError} `ClientException` with HTTP status 413 above 1 MiB.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Destroying the request would destroy the socket that the answer has to go through.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) {
      throw new LocalBatchError('ClientException', 'The request body is larger than 1 MiB', {
        httpStatus: 413,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Reads a body as JSON; an empty one counts as `{}`.
 *
 * @throws {@link LocalBatchError} `ClientException`.
 */
export function parseBody(body: Uint8Array): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString());
  } catch (error) {
    throw new LocalBatchError('ClientException', 'The request body is not JSON', { cause: error });
  }
}
