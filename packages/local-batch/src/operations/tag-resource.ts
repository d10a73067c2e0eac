import * as v from 'valibot';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest } from './parse-request.js';
import { tags } from './shapes.js';
import { findTagged } from './tagged-resource.js';

const TagResourceRequest = v.object({ tags });

/**
 * TagResource: sets the tags that are given and leaves the others; a resource has at most 50. Those of a compute
 * environment that say its memory and GPUs count at once.
 */
export function tagResource({ body, resourceArn }: OperationRequest, context: OperationContext): object {
  const resource = findTagged(resourceArn, context);
  const given = parseRequest(TagResourceRequest, body).tags;
  resource.setTags(parseRequest(tags, { ...resource.tags, ...given }));
  return {};
}
