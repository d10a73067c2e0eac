import { FanoutError } from '../errors.js';
import { show } from '../quote.js';

/**
 * Refuses an option's value that is not allowed.
 *
 * @throws {@link FanoutError} `INVALID_OPTION` naming the option, its value and what is allowed.
 */
export function assertOption(name: string, value: unknown, allowed: string, isAllowed: boolean): void {
  if (!isAllowed)
    throw new FanoutError('INVALID_OPTION', `${name} is ${show(value)}, but must be ${allowed}.`);
}

/** Refuses all but the safe integers from 1. */
export function assertPositive(name: string, value: unknown): asserts value is number {
  const isPositive = Number.isSafeInteger(value) && (value as number) > 0;
  assertOption(name, value, 'a whole number from 1 to 9007199254740991', isPositive);
}

/** Refuses all but finite numbers above 0. */
export function assertAbove0(name: string, value: unknown): asserts value is number {
  assertOption(name, value, 'a number above 0', Number.isFinite(value) && (value as number) > 0);
}

/** Refuses all but finite numbers from 0. */
export function assertFrom0(name: string, value: unknown): asserts value is number {
  assertOption(name, value, 'a number from 0', Number.isFinite(value) && (value as number) >= 0);
}

/** Refuses what is not in a closed list. */
export function assertOneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.includes(value as string)) assertOption(name, value, `one of ${allowed.join(', ')}`, false);
}
