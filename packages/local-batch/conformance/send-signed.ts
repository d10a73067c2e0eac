import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../src/http/node-hash.js';
import type { Endpoint } from './endpoint.js';

const TIMEOUT_MS = 9_000;

/** What came back over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As it came; may be empty. */
  readonly text: string;
  /** Parsed; `{}` if it is empty or no JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is sent: a POST of `{}`, unless told otherwise. An undefined body sends none. */
export interface Request {
  readonly path: string;
  readonly method?: string;
  readonly body?: string | undefined;
}

/** Signs a request and sends it as it is, for rules about the wire itself. */
export async function sendSigned(endpoint: Endpoint, request: Request): Promise<Answer> {
  const { method = 'POST', path } = request;
  const body = 'body' in request ? request.body : '{}';
  const { url, region, credentials } = endpoint.options;
  const { hostname, host, protocol } = new URL(url);
  const [pathname = '', search = ''] = path.split('?');
  const signer = new SignatureV4({ credentials, region, service: 'batch', sha256: NodeSha256 });
  const signed = await signer.sign({
    method,
    protocol,
    hostname,
    path: pathname,
    query: queryOf(search),
    headers: { host },
    ...(body !== undefined && { body }),
  });
  const { host: _, ...headers } = signed.headers;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(new URL(path, url), { method, headers, signal, ...(body && { body }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function queryOf(search: string): Record<string, string[]> {
  const parameters = new URLSearchParams(search);
  return Object.fromEntries([...parameters.keys()].map((key) => [key, parameters.getAll(key)]));
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
