/** The types of compute resources that a compute environment can have. */
export const COMPUTE_RESOURCES_TYPES = ['EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT'] as const;

/** One of {@link COMPUTE_RESOURCES_TYPES}. */
export type ComputeResourcesType = (typeof COMPUTE_RESOURCES_TYPES)[number];

/** What AWS Batch would run containers on. Jobs here are processes either way, by the rules of the one or the other. */
export type Platform = 'EC2' | 'FARGATE';

/** The platform of a type, Spot or not; EC2 when there is none. */
export function platformOf(type: ComputeResourcesType | undefined): Platform {
  return type?.startsWith('FARGATE') ? 'FARGATE' : 'EC2';
}
