import * as v from 'valibot';
import { nameOf } from '../engine/arn.js';
import { clientException } from './client-exception.js';
import type { OperationContext, OperationRequest } from './context.js';
import { parseRequest } from './parse-request.js';
import { reference } from './shapes.js';

const DeregisterJobDefinitionRequest = v.object({ jobDefinition: reference });

/**
 * DeregisterJobDefinition: makes one revision INACTIVE, named by `name:revision` or its ARN. It stays describable, its
 * number is not given again, and jobs that were made from it go on. Once more is no error.
 */
export function deregisterJobDefinition({ body }: OperationRequest, { store }: OperationContext): object {
  const { jobDefinition } = parseRequest(DeregisterJobDefinitionRequest, body);
  if (!nameOf('job-definition', jobDefinition).includes(':')) {
    throw clientException(
      `jobDefinition must be <name>:<revision> or an ARN with a revision, not ${JSON.stringify(jobDefinition)}`,
    );
  }
  const definition = store.definition(jobDefinition);
  if (!definition) throw clientException(`Job definition ${jobDefinition} does not exist`);
  store.replaceDefinition({ ...definition, status: 'INACTIVE' });
  return {};
}
