import { LocalBatchError } from '../errors.js';
import type { Fault, FaultReport } from './fault.js';
import type { CheckedFault, FaultKind } from './fault-shape.js';
import type { Faults } from './faults.js';
import { parseFault } from './parse-fault.js';
import { seededDraws } from './seeded-draws.js';

const MOST_FAULTS = 1_000;

interface Entry {
  readonly id: string;
  readonly draw: () => number;
  strikes: number;
}

/** Keeps the faults of a local batch, and counts how often each has struck. */
export class FaultBook implements Faults {
  readonly #entries = new Map<CheckedFault, Entry>();
  #lastNumber = 0;
  #onAdd: () => void = () => {};

  add(fault: Fault): string {
    const checked = parseFault(fault);
    if (this.#entries.size === MOST_FAULTS) {
      throw new LocalBatchError(
        'ClientException',
        `There are ${MOST_FAULTS} faults already; remove some first`,
      );
    }
    this.#lastNumber += 1;
    const id = `fault-${this.#lastNumber}`;
    const draw = seededDraws('seed' in checked ? (checked.seed ?? 1) : 1);
    this.#entries.set(checked, { id, draw, strikes: 0 });
    this.#onAdd();
    return id;
  }

  list(): readonly FaultReport[] {
    return [...this.#entries].map(([fault, { id, strikes }]) => ({ id, ...fault, strikes }) as FaultReport);
  }

  remove(id: string): void {
    const found = [...this.#entries].find(([, entry]) => entry.id === id);
    if (!found) {
      const message = `There is no fault ${JSON.stringify(id)}`;
      throw new LocalBatchError('ClientException', message, { httpStatus: 404 });
    }
    this.#entries.delete(found[0]);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Calls back whenever a fault is added. */
  watch(onAdd: () => void): void {
    this.#onAdd = onAdd;
  }

  /** The faults of these kinds that can still strike, in the order of their adding. */
  of<TKind extends FaultKind>(...kinds: readonly TKind[]): readonly CheckedFault<TKind>[] {
    const isWanted = (fault: CheckedFault): fault is CheckedFault<TKind> =>
      kinds.some((kind) => kind === fault.kind) && this.#canStrike(fault);
    return [...this.#entries.keys()].filter(isWanted);
  }

  /** Has a fault strike once; false if it was removed, or has struck as often as it may. */
  strike(fault: CheckedFault): boolean {
    const entry = this.#entries.get(fault);
    if (!entry || !this.#canStrike(fault)) return false;
    entry.strikes += 1;
    return true;
  }

  /** The next number of a fault's own sequence, from 0 to below 1. */
  draw(fault: CheckedFault): number {
    return this.#entries.get(fault)?.draw() ?? 1;
  }

  #canStrike(fault: CheckedFault): boolean {
    const { strikes } = this.#entries.get(fault) ?? { strikes: Number.POSITIVE_INFINITY };
    return fault.times === 'always' || strikes < fault.times;
  }
}
