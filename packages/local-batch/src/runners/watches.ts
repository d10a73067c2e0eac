import type { NamedContainer } from './containers/remove-container.js';

/** Is told which process groups run for tasks. */
export interface GroupWatch {
  /** @param jobId - By which strays are found; undefined for a container engine's program. */
  started(groupId: number, jobId?: string): void;
  ended(groupId: number): void;
}

/** Is told of the processes that start tasks. */
export interface HelperWatch {
  /** @param mark - Stands for a job's id in what the helper has started, and what has not become a job's program yet. */
  helperStarted(groupId: number, mark: string): void;
  ended(groupId: number): void;
}

/** Is told which containers there may be. */
export interface ContainerWatch {
  /** Called before there is one. */
  planned(container: NamedContainer): void;
  removed(name: string): void;
}
