import type { ResourceRequirement } from '../engine/job-record.js';

/** Where amounts of resources are written: in container properties, and in what overrides them. */
export interface ResourceSource {
  readonly resourceRequirements?: readonly ResourceRequirement[] | undefined;
  /** Deprecated by AWS in favour of resourceRequirements, and still in use. */
  readonly vcpus?: number | undefined;
  /** MiB; deprecated like `vcpus`. */
  readonly memory?: number | undefined;
}

/** What a container needs: overrides win, but a deprecated member does not override a resource requirement. */
export function requiredResources(
  base: ResourceSource,
  overrides: ResourceSource = {},
): readonly ResourceRequirement[] {
  const merged = new Map<ResourceRequirement['type'], ResourceRequirement>();
  const deprecated = { VCPU: overrides.vcpus ?? base.vcpus, MEMORY: overrides.memory ?? base.memory };
  for (const requirement of [
    ...(base.resourceRequirements ?? []),
    ...(overrides.resourceRequirements ?? []),
  ]) {
    merged.set(requirement.type, requirement);
  }
  for (const type of ['VCPU', 'MEMORY'] as const) {
    const amount = deprecated[type];
    if (amount !== undefined && !merged.has(type)) merged.set(type, { type, value: String(amount) });
  }
  return [...merged.values()];
}

/** How much of one resource is required, if that is said. */
export function amountOf(
  type: ResourceRequirement['type'],
  requirements: readonly ResourceRequirement[],
): number | undefined {
  const requirement = requirements.find((candidate) => candidate.type === type);
  return requirement && Number(requirement.value);
}
