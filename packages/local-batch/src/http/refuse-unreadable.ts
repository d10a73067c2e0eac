import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { LocalBatchError } from '../errors.js';
import { wireError } from './wire-error.js';

/** Answers what cannot be read as a request, which Node would do without id and error type, and ends the connection. */
export function refuseUnreadable({ code, message }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const refusal = new LocalBatchError('ClientException', `The request cannot be read: ${message}`, {
    httpStatus: statusOf(code),
  });
  const { status, headers, body } = wireError(refusal, requestId);
  const lines = Object.entries({
    ...headers,
    'content-length': Buffer.byteLength(String(body)),
    'x-amzn-RequestId': requestId,
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`;
  socket.end(`${head}${body}`, () => socket.destroy());
}

/** As Node has it. https://nodejs.org/docs/latest-v20.x/api/http.html#event-clienterror */
function statusOf(code: string | undefined): number {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 413;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}
