import * as v from 'valibot';
import { COMPUTE_RESOURCES_TYPES } from '../engine/platform.js';
import type { ComputeEnvironment } from '../engine/resource-records.js';
import type { Store } from '../engine/store.js';
import { clientException } from './client-exception.js';
import { parseRequest } from './parse-request.js';
import { wholeAmount } from './shapes.js';

const Limits = v.object({
  'local-batch:memory': v.optional(wholeNumber(/^([4-9]|[1-9]\d{1,8})$/, 'whole MiB, 4 to 999999999')),
  'local-batch:gpus': v.optional(wholeNumber(/^\d{1,4}$/, 'a whole number, 0 to 9999')),
});

/** The types of compute resources that there are here. They differ in the rules for jobs, and not in how jobs run. */
export const computeResourcesType = v.picklist(COMPUTE_RESOURCES_TYPES);

/** vCPUs that a compute environment may use of this machine, however many it has. */
export const maxvCpus = wholeAmount(0);

/**
 * Reads what a compute environment may use beside vCPUs from its tags, because AWS Batch has no member for it:
 * `local-batch:memory` in MiB, and `local-batch:gpus`, none without it.
 *
 * @param untaggedMemoryMiB - What counts without the tag. @defaultValue no limit
 * @throws {@link LocalBatchError} `ClientException` for a value that is not such a number.
 */
export function limitsOf(
  tags: Readonly<Record<string, string>>,
  untaggedMemoryMiB?: number,
): Pick<ComputeEnvironment, 'memoryMiB' | 'gpus'> {
  const limits = parseRequest(Limits, tags);
  return { memoryMiB: limits['local-batch:memory'] ?? untaggedMemoryMiB, gpus: limits['local-batch:gpus'] };
}

/**
 * Finds a compute environment by name or ARN.
 *
 * @throws {@link LocalBatchError} `ClientException` if there is none.
 */
export function findComputeEnvironment(computeEnvironment: string, store: Store): ComputeEnvironment {
  const environment = store.computeEnvironment(computeEnvironment);
  if (!environment) throw clientException(`Compute environment ${computeEnvironment} does not exist`);
  return environment;
}

function wholeNumber(pattern: RegExp, allowed: string) {
  return v.pipe(
    v.string(),
    v.regex(pattern, ({ received }) => `the tag must be ${allowed}, not ${received}`),
    v.transform(Number),
  );
}
