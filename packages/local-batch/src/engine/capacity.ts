import type { ComputeEnvironment } from './resource-records.js';

/** What a job takes of a compute environment. */
export interface Amounts {
  readonly vcpus: number;
  /** 0 if it did not say. */
  readonly memoryMiB: number;
  readonly gpus: number;
}

/** Where a job goes: a compute environment, none for now though these could hold it, or none ever. */
export type Placement =
  | { readonly environment: ComputeEnvironment }
  | { readonly laterOn: readonly ComputeEnvironment[] }
  | 'never';

const NOTHING: Amounts = { vcpus: 0, memoryMiB: 0, gpus: 0 };

/** Keeps count of what is in use, so that no compute environment is ever oversubscribed. */
export class Capacity {
  readonly #used = new Map<string, Amounts>();

  /**
   * Finds the first environment that has room; it is not taken yet.
   *
   * @param isOpen - Whether an environment may be used now, which does not change whether the job could ever fit.
   */
  place(
    wanted: Amounts,
    environments: readonly ComputeEnvironment[],
    isOpen: (environment: ComputeEnvironment) => boolean = () => true,
  ): Placement {
    const candidates = environments.filter(
      (environment) => environment.state === 'ENABLED' && fits(wanted, sizeOf(environment)),
    );
    if (candidates.length === 0) return 'never';
    const environment = candidates.find(
      (candidate) => isOpen(candidate) && fits(add(this.used(candidate.name), wanted), sizeOf(candidate)),
    );
    return environment ? { environment } : { laterOn: candidates };
  }

  take(name: string, amounts: Amounts): void {
    this.#used.set(name, add(this.used(name), amounts));
  }

  release(name: string, { vcpus, memoryMiB, gpus }: Amounts): void {
    this.#used.set(name, add(this.used(name), { vcpus: -vcpus, memoryMiB: -memoryMiB, gpus: -gpus }));
  }

  /** What running jobs hold. */
  used(name: string): Amounts {
    return this.#used.get(name) ?? NOTHING;
  }
}

function sizeOf({ vcpus, memoryMiB = Number.POSITIVE_INFINITY, gpus = 0 }: ComputeEnvironment): Amounts {
  return { vcpus, memoryMiB, gpus };
}

function add(a: Amounts, b: Amounts): Amounts {
  return { vcpus: a.vcpus + b.vcpus, memoryMiB: a.memoryMiB + b.memoryMiB, gpus: a.gpus + b.gpus };
}

function fits(wanted: Amounts, size: Amounts): boolean {
  return wanted.vcpus <= size.vcpus && wanted.memoryMiB <= size.memoryMiB && wanted.gpus <= size.gpus;
}
