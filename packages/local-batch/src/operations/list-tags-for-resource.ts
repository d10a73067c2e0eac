import type { ListTagsForResourceResponse } from '@aws-sdk/client-batch';
import type { OperationContext, OperationRequest } from './context.js';
import { findTagged } from './tagged-resource.js';

/** ListTagsForResource: all tags of a resource. */
export function listTagsForResource(
  { resourceArn }: OperationRequest,
  context: OperationContext,
): ListTagsForResourceResponse {
  return { tags: { ...findTagged(resourceArn, context).tags } };
}
