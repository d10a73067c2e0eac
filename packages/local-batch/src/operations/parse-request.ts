import * as v from 'valibot';
import { clientException } from './client-exception.js';

/**
 * Reads a request by its shape; members that the shape does not name are dropped, as AWS Batch drops them.
 *
 * @throws {@link LocalBatchError} `ClientException` naming the first wrong member, what it was and what it may be.
 */
export function parseRequest<TShape extends v.GenericSchema>(
  shape: TShape,
  body: unknown,
): v.InferOutput<TShape> {
  const result = v.safeParse(shape, body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw clientException(path === null ? issue.message : `${path}: ${issue.message}`);
}

/** Refuses members that this machine cannot honour, rather than run something else than was asked for. */
export function refuseUnsupported(body: unknown, members: readonly string[]): void {
  if (typeof body !== 'object' || body === null) return;
  const given = members.filter((member) => member in body && !isEmpty(Reflect.get(body, member)));
  if (given.length > 0) throw clientException(`${given.join(', ')} is not supported by local-batch`);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
