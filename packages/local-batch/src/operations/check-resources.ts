import type { ResourceRequirement } from '../engine/job-record.js';
import type { Platform } from '../engine/platform.js';
import { clientException } from './client-exception.js';
import { amountOf, type ResourceSource } from './required-resources.js';

// MiB of memory that go with each number of vCPUs: AWS Batch API reference, ResourceRequirement.
const FARGATE_MEMORY: ReadonlyMap<number, readonly number[]> = new Map([
  [0.25, [512, 1024, 2048]],
  [0.5, steps(1024, 4096, 1024)],
  [1, steps(2048, 8192, 1024)],
  [2, steps(4096, 16_384, 1024)],
  [4, steps(8192, 30_720, 1024)],
  [8, steps(16_384, 61_440, 4096)],
  [16, steps(32_768, 122_880, 8192)],
]);

/** What is checked: everything that is required, where it was written, and for which platforms it has to hold. */
export interface CheckedResources {
  readonly requirements: readonly ResourceRequirement[];
  readonly sources: readonly ResourceSource[];
  /** EC2 when there are none. */
  readonly platforms: readonly Platform[];
}

/**
 * Refuses resources that a platform does not have: on EC2 parts of a vCPU, on Fargate GPUs, sizes that are not in its
 * table, and the deprecated members.
 *
 * @throws {@link LocalBatchError} `ClientException`, in the real service's words as far as they are known.
 */
export function checkResources({ requirements, sources, platforms }: CheckedResources): void {
  if (platforms.includes('FARGATE')) checkFargate(requirements, sources);
  if (platforms.includes('EC2') || platforms.length === 0) checkEc2(requirements);
}

function checkEc2(requirements: readonly ResourceRequirement[]): void {
  const vcpus = requirements.find(({ type }) => type === 'VCPU')?.value ?? '1';
  if (/^[1-9]\d*$/.test(vcpus)) return;
  throw clientException(
    `Value ${vcpus} for type VCPU in resourceRequirement is not valid: EC2 takes whole vCPUs, at least 1`,
  );
}

function checkFargate(
  requirements: readonly ResourceRequirement[],
  sources: readonly ResourceSource[],
): void {
  for (const member of ['vcpus', 'memory'] as const) {
    if (sources.some((source) => source[member] !== undefined)) {
      throw clientException(`${member} is not applicable for Fargate. Use resource requirements instead.`);
    }
  }
  if (amountOf('GPU', requirements) !== undefined) throw clientException('Fargate has no GPU');
  const vcpus = amountOf('VCPU', requirements);
  const memoryMiB = amountOf('MEMORY', requirements);
  if (vcpus === undefined || memoryMiB === undefined) {
    throw clientException('Fargate needs VCPU and MEMORY in resourceRequirements');
  }
  const allowed = FARGATE_MEMORY.get(vcpus);
  if (allowed?.includes(memoryMiB)) return;
  const hint = allowed
    ? `${vcpus} vCPU goes with ${allowed.join(', ')} MiB`
    : `VCPU is one of ${[...FARGATE_MEMORY.keys()].join(', ')}`;
  throw clientException(
    `Fargate resource requirements (${vcpus.toFixed(2)} vCPU, ${memoryMiB} MiB) not valid: ${hint}`,
  );
}

function steps(least: number, most: number, step: number): readonly number[] {
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}
