import { type IncomingMessage, request } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../../src/http/node-hash.js';
import type { LocalBatch } from '../../src/index.js';

/** Who is called. */
type Called = Pick<LocalBatch, 'endpoint' | 'region' | 'credentials'>;

/** A request and how it is signed. */
export interface SentRequest {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
  /** Added before it is signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Changed after it was signed. */
  readonly forged?: {
    readonly path?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly credentials?: LocalBatch['credentials'];
  readonly isUnsigned?: boolean;
  readonly date?: Date;
}

/** What came back. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Sends a request and reads its answer whole. */
export async function signedFetch(batch: Called, sent: SentRequest): Promise<Answer> {
  const response = await openSigned(batch, sent);
  const text = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode, headers: response.headers, text };
}

/** Sends a request over plain HTTP, because fetch does not let a caller choose Host and Origin; the answer is not read yet. */
export async function openSigned(batch: Called, sent: SentRequest): Promise<IncomingMessage> {
  const { method = 'POST', body = '{}', path, forged = {}, credentials = batch.credentials } = sent;
  const { hostname, port, host } = new URL(batch.endpoint);
  const [pathname = '', search = ''] = path.split('?');
  const signer = new SignatureV4({ credentials, region: batch.region, service: 'batch', sha256: NodeSha256 });
  const unsigned = {
    method,
    protocol: 'http:',
    hostname,
    path: pathname,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: { host, ...sent.headers },
    body,
  };
  const options = sent.date === undefined ? {} : { signingDate: sent.date };
  const { headers } = sent.isUnsigned ? unsigned : await signer.sign(unsigned, options);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, method, path: forged.path ?? path, headers: { ...headers, ...forged.headers } },
      resolve,
    );
    outgoing.setTimeout(10_000, () => outgoing.destroy(new Error('no answer')));
    outgoing.once('error', reject);
    outgoing.end(forged.body ?? body);
  });
}
