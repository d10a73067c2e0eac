import type { ResourceRequirement, SubmitJobCommandInput } from '@aws-sdk/client-batch';
import type { Platform, StepTarget } from './fanout-request.js';

/** The part of a SubmitJob call that overrides the definition's container. */
export type StepOverrides = Pick<
  SubmitJobCommandInput,
  'containerOverrides' | 'ecsPropertiesOverride' | 'eksPropertiesOverride'
>;

/** Puts a job's variables and resources where its platform expects them. */
export function stepOverrides(
  platform: Platform,
  variables: Readonly<Record<string, string>>,
  step: StepTarget,
): StepOverrides {
  const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
  const resourceRequirements = resourcesOf(step);
  const resources = resourceRequirements.length > 0 ? { resourceRequirements } : {};
  switch (platform) {
    case 'container':
      return { containerOverrides: { environment, ...resources } };
    case 'ecs': {
      const container = { name: step.containerName, environment, ...resources };
      return { ecsPropertiesOverride: { taskProperties: [{ containers: [container] }] } };
    }
    case 'eks': {
      const container = { name: step.containerName ?? 'Default', env: environment, ...podResources(step) };
      return { eksPropertiesOverride: { podProperties: { containers: [container] } } };
    }
    default:
      return {};
  }
}

/** The variables in overrides, or in a job's own properties: the inverse of {@link stepOverrides}. */
export function variablesOf({
  containerOverrides,
  ecsPropertiesOverride,
  eksPropertiesOverride,
}: StepOverrides): Record<string, string | undefined> {
  const tasks = ecsPropertiesOverride?.taskProperties ?? [];
  const variables = [
    ...(containerOverrides?.environment ?? []),
    ...tasks.flatMap(({ containers = [] }) => containers).flatMap(({ environment = [] }) => environment),
    ...(eksPropertiesOverride?.podProperties?.containers ?? []).flatMap(({ env = [] }) => env),
  ];
  return Object.fromEntries(variables.map(({ name = '', value }) => [name, value]));
}

function resourcesOf({ vcpus, memoryMiB, gpus }: StepTarget): ResourceRequirement[] {
  return [
    ...(vcpus === undefined ? [] : [{ type: 'VCPU' as const, value: String(vcpus) }]),
    ...(memoryMiB === undefined ? [] : [{ type: 'MEMORY' as const, value: String(memoryMiB) }]),
    ...(gpus === undefined ? [] : [{ type: 'GPU' as const, value: String(gpus) }]),
  ];
}

/** Kubernetes takes equal limits and requests in units of its own. https://docs.aws.amazon.com/batch/latest/APIReference/API_EksContainerResourceRequirements.html */
function podResources({ vcpus, memoryMiB, gpus }: StepTarget): {
  resources?: { limits: Record<string, string> };
} {
  const limits = {
    ...(vcpus !== undefined && { cpu: String(vcpus) }),
    ...(memoryMiB !== undefined && { memory: `${memoryMiB}Mi` }),
    ...(gpus !== undefined && { 'nvidia.com/gpu': String(gpus) }),
  };
  return Object.keys(limits).length > 0 ? { resources: { limits } } : {};
}

/** Characters of a request's overrides as JSON. */
export function overridesLength(overrides: StepOverrides): number {
  const { containerOverrides, ecsPropertiesOverride, eksPropertiesOverride } = overrides;
  return JSON.stringify(containerOverrides ?? ecsPropertiesOverride ?? eksPropertiesOverride ?? {}).length;
}
