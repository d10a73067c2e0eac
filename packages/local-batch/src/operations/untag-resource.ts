import * as v from 'valibot';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest } from './parse-request.js';
import { tagKey } from './shapes.js';
import { findTagged } from './tagged-resource.js';

const UntagResourceRequest = v.object({
  tagKeys: v.pipe(v.array(tagKey), v.minLength(1), v.maxLength(50)),
});

/** UntagResource: removes tags by their keys, 1 to 50 of them; keys that are not there are no error. */
export function untagResource({ query, resourceArn }: OperationRequest, context: OperationContext): object {
  const resource = findTagged(resourceArn, context);
  const { tagKeys } = parseRequest(UntagResourceRequest, { tagKeys: query.getAll('tagKeys') });
  const left = Object.entries(resource.tags).filter(([key]) => !tagKeys.includes(key));
  resource.setTags(Object.fromEntries(left));
  return {};
}
