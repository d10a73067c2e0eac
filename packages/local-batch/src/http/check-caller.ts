import type { IncomingHttpHeaders } from 'node:http';
import { LocalBatchError } from '../errors.js';

/**
 * Refuses what a web page could send. Pages announce themselves by Origin; one that had its own name resolve to
 * 127.0.0.1 (DNS rebinding) is known by its Host.
 *
 * @throws {@link LocalBatchError} `ClientException` with HTTP status 403.
 */
export function checkCaller(headers: IncomingHttpHeaders, port: number): void {
  if (headers.origin !== undefined) throw forbidden('Requests from web pages, with an Origin, are refused');
  const allowed = [`127.0.0.1:${port}`, `localhost:${port}`];
  // An HTTP client leaves the default port out.
  if (port === 80) allowed.push('127.0.0.1', 'localhost');
  if (!allowed.includes(headers.host ?? '')) {
    throw forbidden(`Host ${headers.host} is refused; use ${allowed.join(' or ')}`);
  }
}

function forbidden(message: string): LocalBatchError {
  return new LocalBatchError('ClientException', message, { httpStatus: 403 });
}
