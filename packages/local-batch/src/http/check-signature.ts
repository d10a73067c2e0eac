import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from '@smithy/types';
import { LocalBatchError, type LocalBatchErrorCode } from '../errors.js';
import type { LocalBatchCredentials } from '../local-batch-credentials.js';
import { NodeSha256 } from './node-hash.js';

/** A request whose body was read. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** How far a request's date may be from now. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const MOST_SKEW_MS = 5 * 60_000;
/** Parameters that the signer leaves out of what it signs, so that anybody could add them; nothing here takes them. */
const UNSIGNED = ['x-amz-signature', '__proto__'];
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;_-]+),\s*Signature=([0-9a-f]{64})$/;

/**
 * Makes the check that a request was signed with these credentials, lately, and for just what it says: AWS's Signature
 * Version 4 over method, path, query, headers and body. The region may be any, because there is only one machine.
 *
 * @param now - Epoch milliseconds.
 * @returns A check that rejects with a {@link LocalBatchError} of HTTP status 403 and AWS's own code.
 */
export function createSignatureCheck(
  credentials: LocalBatchCredentials,
  now: () => number,
): (request: SignedRequest) => Promise<void> {
  return async (request) => {
    const claim = readClaim(request.headers);
    if (claim.accessKeyId !== credentials.accessKeyId) {
      throw refuse(
        'UnrecognizedClientException',
        'The security token included in the request is invalid: this access key is not the one of this start',
      );
    }
    if (Math.abs(now() - claim.date.getTime()) > MOST_SKEW_MS) {
      throw refuse(
        'InvalidSignatureException',
        `Signature expired: ${claim.date.toISOString()} is more than 5 min from ${new Date(now()).toISOString()}`,
      );
    }
    assertBody(request);
    const signer = new SignatureV4({
      credentials,
      region: claim.region,
      service: claim.service,
      sha256: NodeSha256,
      applyChecksum: false,
    });
    const signed = await signer.sign(signedPartOf(request, claim.signedHeaders), {
      signingDate: claim.date,
      signableHeaders: claim.signedHeaders,
    });
    const expected = /Signature=([0-9a-f]{64})$/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(Buffer.from(expected), Buffer.from(claim.signature))) {
      throw refuse(
        'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method',
      );
    }
  };
}

interface Claim {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: Set<string>;
  readonly signature: string;
  readonly date: Date;
}

function readClaim(headers: IncomingHttpHeaders): Claim {
  const { authorization, 'x-amz-date': amzDate } = headers;
  if (authorization === undefined) {
    throw refuse(
      'MissingAuthenticationTokenException',
      'Missing Authentication Token: sign the request with the credentials that this start has printed',
    );
  }
  const [, accessKeyId = '', day, region = '', service = '', names = '', signature = ''] =
    AUTHORIZATION.exec(authorization) ?? [];
  const signedHeaders = new Set(names.split(';'));
  const [, year, month, date, hours, minutes, seconds] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(amzDate)) ?? [];
  const time = new Date(`${year}-${month}-${date}T${hours}:${minutes}:${seconds}Z`);
  const isWhole =
    signature !== '' &&
    `${year}${month}${date}` === day &&
    !Number.isNaN(time.getTime()) &&
    signedHeaders.has('host') &&
    signedHeaders.has('x-amz-date');
  if (!isWhole) {
    throw refuse(
      'IncompleteSignatureException',
      'The request must be signed by Signature Version 4 in the header Authorization, host and x-amz-date included',
    );
  }
  return { accessKeyId, region, service, signedHeaders, signature, date: time };
}

/** The signer believes the header that tells the body's digest, so that the body itself is looked at here. */
function assertBody({ headers, body }: SignedRequest): void {
  const told = headers['x-amz-content-sha256'];
  if (told === undefined || told === createHash('sha256').update(body).digest('hex')) return;
  throw refuse('InvalidSignatureException', 'x-amz-content-sha256 is not the SHA-256 of the request body');
}

function signedPartOf(
  { method, url, headers, body }: SignedRequest,
  names: ReadonlySet<string>,
): HttpRequest {
  const { pathname, searchParams } = splitUrl(url);
  const query: Record<string, string[]> = {};
  for (const name of new Set(searchParams.keys())) {
    if (UNSIGNED.includes(name.toLowerCase())) {
      throw refuse(
        'IncompleteSignatureException',
        `The query parameter ${name} cannot be signed; leave it out`,
      );
    }
    query[name] = searchParams.getAll(name);
  }
  return {
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: pathname,
    query,
    headers: Object.fromEntries([...names].map((name) => [name, String(headers[name] ?? '')])),
    body,
  };
}

/** Not by `URL`, which would change what was signed. */
function splitUrl(url: string): { readonly pathname: string; readonly searchParams: URLSearchParams } {
  const mark = url.indexOf('?');
  return mark === -1
    ? { pathname: url, searchParams: new URLSearchParams() }
    : { pathname: url.slice(0, mark), searchParams: new URLSearchParams(url.slice(mark + 1)) };
}

function refuse(code: LocalBatchErrorCode, message: string): LocalBatchError {
  return new LocalBatchError(code, message, { httpStatus: 403 });
}
