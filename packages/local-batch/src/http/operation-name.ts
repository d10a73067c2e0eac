import { LocalBatchError } from '../errors.js';

// The path of tags has no operation in it: the method tells.
const TAG_OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['POST', 'tagresource'],
  ['DELETE', 'untagresource'],
  ['GET', 'listtagsforresource'],
]);

/** What a request's method and URL ask for. */
export interface RequestedOperation {
  /** All lower case: `POST /v1/submitjob` → `submitjob`, `GET /v1/tags/…` → `listtagsforresource`. */
  readonly operation: string;
  /** What the tags are of, decoded; empty for the operations that are not about tags. */
  readonly resourceArn: string;
  readonly query: URLSearchParams;
}

/**
 * The operation that a request names.
 *
 * @throws {@link LocalBatchError} `ClientException` with HTTP status 404 for any other path, 405 for another method, 400
 *   for an ARN whose percent-encoding is broken.
 */
export function operationName(method: string, url: string): RequestedOperation {
  const [, name, rest = '', search] = /^\/v1\/([a-z]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(url) ?? [];
  if (name === undefined || (rest !== '') !== (name === 'tags')) {
    const places = 'operations are at /v1/<name>, tags at /v1/tags/<ARN>';
    throw refusal(404, `There is nothing at ${url}; ${places}`);
  }
  const query = new URLSearchParams(search);
  if (name !== 'tags') {
    if (method !== 'POST') throw refusal(405, `${name} takes POST, not ${method}`);
    return { operation: name, resourceArn: '', query };
  }
  const operation = TAG_OPERATIONS.get(method);
  if (operation === undefined) throw refusal(405, `tags takes POST, DELETE or GET, not ${method}`);
  return { operation, resourceArn: decode(rest), query };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusal(400, `The ARN ${text} is not percent-encoded as it should be`);
  }
}

function refusal(httpStatus: number, message: string): LocalBatchError {
  return new LocalBatchError('ClientException', message, { httpStatus });
}
