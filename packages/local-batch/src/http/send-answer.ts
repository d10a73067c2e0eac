import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { WireAnswer } from './route.js';

/** A reader that takes nothing for so long has gone. */
const IDLE_MS = 30_000;

/** Sends an answer; resolves when it is sent or its reader has gone. */
export async function sendAnswer(
  response: ServerResponse,
  requestId: string,
  { status, headers, body }: WireAnswer,
): Promise<void> {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    ...headers,
    ...(isText && { 'content-length': Buffer.byteLength(body) }),
    'x-amzn-RequestId': requestId,
    // A refused request may have left part of its body unread.
    ...(status >= 400 && { connection: 'close' }),
  });
  if (isText) {
    response.end(body);
    return;
  }
  response.setTimeout(IDLE_MS, () => response.destroy());
  // It has ended the response, too, which is all that can be done once the head has gone out.
  await pipeline(body, response).catch(() => undefined);
}
