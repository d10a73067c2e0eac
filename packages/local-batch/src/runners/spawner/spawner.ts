import { availableParallelism } from 'node:os';
import type { HelperWatch } from '../watches.js';
import type { SpawnOrder } from './messages.js';
import { type SpawnedTask, SpawnHelper, type SpawnListener } from './spawn-helper.js';

/** Whoever starts a process waits until its program is loaded; the next can be started meanwhile. A third gains nothing. */
const MOST_HELPERS = 2;
/** Another helper takes as long to come up as it saves in so many starts. */
const STARTS_PER_HELPER = 100;

/**
 * Starts processes and containers in helpers of its own, because starting one takes the longer the more memory its
 * parent has. A helper that is lost is replaced.
 */
export class Spawner {
  readonly #openHelper: () => SpawnHelper;
  readonly #helpers: SpawnHelper[];
  /** Of those that were replaced. */
  readonly #cleaning = new Set<Promise<void>>();
  #starts = 0;
  #isClosed = false;

  private constructor(openHelper: () => SpawnHelper) {
    this.#openHelper = openHelper;
    this.#helpers = [openHelper()];
  }

  /** @param entrypoint - Path of the helpers' bundled program. */
  static open(entrypoint: string, watch?: HelperWatch): Spawner {
    return new Spawner(() => SpawnHelper.open(entrypoint, watch));
  }

  start(order: SpawnOrder, listener: SpawnListener): SpawnedTask {
    this.#starts += 1;
    this.#openHelpers();
    return this.#idlest().start(order, listener);
  }

  /** Ends the helpers, and with them whatever still runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#helpers.map((helper) => helper.close()), ...this.#cleaning]);
  }

  /** Replaces those that are lost, and opens another one where it pays. */
  #openHelpers(): void {
    if (this.#isClosed) return;
    for (const [index, helper] of this.#helpers.entries()) {
      if (!helper.isLost) continue;
      const cleaned = helper.cleaned().finally(() => this.#cleaning.delete(cleaned));
      this.#cleaning.add(cleaned);
      this.#helpers[index] = this.#openHelper();
    }
    const most = Math.min(MOST_HELPERS, availableParallelism());
    const { length } = this.#helpers;
    if (length < most && this.#starts > length * STARTS_PER_HELPER) this.#helpers.push(this.#openHelper());
  }

  #idlest(): SpawnHelper {
    return this.#helpers.reduce((idlest, helper) => (helper.load < idlest.load ? helper : idlest));
  }
}
