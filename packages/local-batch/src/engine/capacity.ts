import type { ComputeEnvironment } from './resource-records.js';

/** Where a job goes: a compute environment, none for now, or none ever. */
export type Placement = { readonly environment: ComputeEnvironment } | 'later' | 'never';

/** Keeps count of the vCPUs in use, so that no compute environment is ever oversubscribed. */
export class Capacity {
  readonly #used = new Map<string, number>();

  /** Finds the first environment that has room; it is not taken yet. */
  place(vcpus: number, environments: readonly ComputeEnvironment[]): Placement {
    const candidates = environments.filter(({ state, vcpus: size }) => state === 'ENABLED' && vcpus <= size);
    if (candidates.length === 0) return 'never';
    const environment = candidates.find(({ name, vcpus: size }) => this.used(name) + vcpus <= size);
    return environment ? { environment } : 'later';
  }

  take(name: string, vcpus: number): void {
    this.#used.set(name, this.used(name) + vcpus);
  }

  release(name: string, vcpus: number): void {
    this.#used.set(name, this.used(name) - vcpus);
  }

  /** The vCPUs that running jobs hold. */
  used(name: string): number {
    return this.#used.get(name) ?? 0;
  }
}
