import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { LocalBatchError } from '../errors.js';

/** What a server listens on. */
export interface Listening {
  readonly port: number;
  /** An IP address given by its owner, or undefined for 127.0.0.1. */
  readonly dangerousAddress: string | undefined;
}

/**
 * Refuses what a web page could send. Pages announce themselves by Origin; one that had its own name resolve to this
 * machine (DNS rebinding) is known by its Host, which is then a name. Whoever listens on more than 127.0.0.1 may be
 * called by any IP address, behind whatever port leads there.
 *
 * @throws {@link LocalBatchError} `ClientException` with HTTP status 403.
 */
export function checkCaller(headers: IncomingHttpHeaders, { port, dangerousAddress }: Listening): void {
  if (headers.origin !== undefined) throw forbidden('Requests from web pages, with an Origin, are refused');
  const { host = '' } = headers;
  if (dangerousAddress !== undefined) {
    if (isAddress(host)) return;
    throw forbidden(`Host ${host} is refused; use an IP address or localhost`);
  }
  const allowed = [`127.0.0.1:${port}`, `localhost:${port}`];
  // An HTTP client leaves the default port out.
  if (port === 80) allowed.push('127.0.0.1', 'localhost');
  if (!allowed.includes(host)) throw forbidden(`Host ${host} is refused; use ${allowed.join(' or ')}`);
}

function isAddress(host: string): boolean {
  const [, bracketed, plain = ''] = /^(?:\[([0-9a-f:.]+)\]|([^:]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return bracketed === undefined ? plain === 'localhost' || isIP(plain) === 4 : isIP(bracketed) === 6;
}

function forbidden(message: string): LocalBatchError {
  return new LocalBatchError('ClientException', message, { httpStatus: 403 });
}
