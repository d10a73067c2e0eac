import type { ComputeEnvironment } from './engine/resource-records.js';
import type { Store } from './engine/store.js';
import { limitsOf } from './operations/compute-environment-shapes.js';

const LOCAL = 'local';

/** What is there from the start; a state file may know it with other limits, of which those that tags say stay. */
export function addLocal(
  store: Store,
  limits: Pick<ComputeEnvironment, 'vcpus' | 'untaggedMemoryMiB'>,
): void {
  const known = store.computeEnvironment(LOCAL) ?? { name: LOCAL, state: 'ENABLED', tags: {} };
  const tagged = limitsOf(known.tags ?? {}, limits.untaggedMemoryMiB);
  store.putComputeEnvironment({ ...known, ...limits, ...tagged });
  if (store.queue(LOCAL)) return;
  const computeEnvironments = [{ name: LOCAL, order: 1 }];
  store.putQueue({ name: LOCAL, state: 'ENABLED', priority: 1, computeEnvironments, tags: {} });
}
