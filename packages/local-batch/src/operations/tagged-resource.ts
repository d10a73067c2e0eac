import { parseArn } from '../engine/arn.js';
import { clientException } from './client-exception.js';
import { limitsOf } from './compute-environment-shapes.js';
import type { OperationContext } from './context.js';

type Tags = Readonly<Record<string, string>>;

/** A resource that has tags. */
export interface TaggedResource {
  readonly tags: Tags;
  /** Replaces them all. */
  setTags(tags: Tags): void;
}

/**
 * Finds what an ARN names: a job (no child), a revision of a job definition, a queue, a compute environment or a
 * scheduling policy.
 *
 * @throws {@link LocalBatchError} `ClientException` if there is no such thing, or it can have no tags.
 */
export function findTagged(resourceArn: string, { store, scheduler }: OperationContext): TaggedResource {
  const { kind, name = '' } = parseArn(resourceArn) ?? {};
  switch (kind) {
    case 'job': {
      const job = store.jobs.find(name);
      if (job?.kind === 'child') throw clientException(`A child job has no tags: ${resourceArn}`);
      if (!job) break;
      return { tags: job.request.tags, setTags: (tags) => store.jobs.setTags(job, tags) };
    }
    case 'job-definition': {
      const definition = name.includes(':') ? store.definition(name) : undefined;
      if (!definition) break;
      const setTags = (tags: Tags) => store.replaceDefinition({ ...definition, tags });
      return { tags: definition.tags, setTags };
    }
    case 'job-queue': {
      const queue = store.queue(name);
      if (!queue) break;
      return { tags: queue.tags, setTags: (tags) => store.putQueue({ ...queue, tags }) };
    }
    case 'compute-environment': {
      const environment = store.computeEnvironment(name);
      if (!environment) break;
      const setTags = (tags: Tags) => {
        const limits = limitsOf(tags, environment.untaggedMemoryMiB);
        store.putComputeEnvironment({ ...environment, ...limits, tags });
        scheduler.resourcesChanged();
      };
      return { tags: environment.tags ?? {}, setTags };
    }
    case 'scheduling-policy': {
      const policy = store.schedulingPolicy(resourceArn);
      if (!policy) break;
      return { tags: policy.tags, setTags: (tags) => store.putSchedulingPolicy({ ...policy, tags }) };
    }
  }
  throw clientException(`The resource ${JSON.stringify(resourceArn)} does not exist`);
}
