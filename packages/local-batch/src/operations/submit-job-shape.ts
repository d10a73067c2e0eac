import * as v from 'valibot';
import { shareIdentifier } from './scheduling-policy-shapes.js';
import * as shapes from './shapes.js';

// AWS Batch service limits.
const DEPENDENCIES = 20;

/** The shape of a SubmitJob request. `minimumTimeoutSeconds` is 60 on AWS. */
export function submitJobShape(minimumTimeoutSeconds: number) {
  return v.object({
    jobName: shapes.jobName,
    jobQueue: shapes.reference,
    jobDefinition: shapes.reference,
    arrayProperties: v.optional(v.object({ size: v.optional(v.number()) })),
    dependsOn: v.optional(
      v.pipe(
        v.array(
          v.object({
            jobId: v.optional(shapes.reference),
            type: v.optional(v.picklist(['N_TO_N', 'SEQUENTIAL'])),
          }),
        ),
        v.maxLength(DEPENDENCIES, `Job cannot have more than ${DEPENDENCIES} dependencies`),
      ),
      [],
    ),
    containerOverrides: v.optional(
      v.object({
        command: v.optional(shapes.command),
        environment: v.optional(shapes.environment),
        resourceRequirements: v.optional(shapes.resourceRequirements),
        vcpus: v.optional(shapes.vcpus),
        memory: v.optional(shapes.memory),
        instanceType: v.optional(v.string()),
      }),
      {},
    ),
    shareIdentifier: v.optional(shareIdentifier),
    schedulingPriorityOverride: v.optional(shapes.schedulingPriority),
    parameters: v.optional(shapes.parameters, {}),
    retryStrategy: v.optional(shapes.retryStrategy),
    timeout: v.optional(shapes.timeout(minimumTimeoutSeconds)),
    tags: v.optional(shapes.tags, {}),
    propagateTags: v.optional(v.boolean()),
  });
}

/** A SubmitJob request that has the right shape. */
export type SubmitJobInput = v.InferOutput<ReturnType<typeof submitJobShape>>;
