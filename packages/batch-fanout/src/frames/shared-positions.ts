import { type FrameRange, highestOf, lowestOf } from './frame-range.js';

/** Positions in equal steps: `first`, `first + stride`, … , `count` of them. */
export interface Positions {
  readonly first: number;
  /** Distance from one to the next; 1 for a single one. */
  readonly stride: number;
  /** How many, at least 1. */
  readonly count: number;
}

/** At which positions of a range the frames of another stand, or undefined if it shares none. O(log step). */
export function sharedPositions(range: FrameRange, other: FrameRange): Positions | undefined {
  const lowest = Math.max(lowestOf(range), lowestOf(other));
  const highest = Math.min(highestOf(range), highestOf(other));
  const [nearest, farthest] = range.step > 0 ? [lowest, highest] : [highest, lowest];
  const from = Math.ceil((nearest - range.first) / range.step);
  const to = Math.floor((farthest - range.first) / range.step);
  if (lowest > highest || from > to) return undefined;

  const meeting = meetingPositions(range, other);
  if (meeting === undefined) return undefined;
  const { modulus } = meeting;
  const first = from + modulo(modulo(meeting.remainder, modulus) - modulo(from, modulus), modulus);
  if (first > to) return undefined;
  const count = Math.floor((to - first) / modulus) + 1;
  return { first, stride: count === 1 ? 1 : modulus, count };
}

/** Solves `range.first + range.step * i ≡ other.first (mod other.step)` for i. */
function meetingPositions(
  range: FrameRange,
  other: FrameRange,
): { remainder: number; modulus: number } | undefined {
  const step = Math.abs(other.step);
  const { divisor, inverse } = euclid(range.step, step);
  const distance = modulo(other.first, step) - modulo(range.first, step);
  if (distance % divisor !== 0) return undefined;
  const modulus = step / divisor;
  return { remainder: multiplyModulo(distance / divisor, inverse, modulus), modulus };
}

/** Greatest common divisor of two numbers, and the factor of the first in its sum `a x + b y`. */
function euclid(a: number, b: number): { divisor: number; inverse: number } {
  let [rest, nextRest] = [a, b];
  let [factor, nextFactor] = [1, 0];
  while (nextRest !== 0) {
    const quotient = Math.trunc(rest / nextRest);
    [rest, nextRest] = [nextRest, rest - quotient * nextRest];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return rest < 0 ? { divisor: -rest, inverse: -factor } : { divisor: rest, inverse: factor };
}

/** The product of two safe integers need not be one. */
function multiplyModulo(a: number, b: number, modulus: number): number {
  const product = a * b;
  return Number.isSafeInteger(product)
    ? product % modulus
    : Number((BigInt(a) * BigInt(b)) % BigInt(modulus));
}

/** From 0 to below the modulus; never adds to a value that is not negative, which could pass the safe integers. */
function modulo(value: number, modulus: number): number {
  const rest = value % modulus;
  return rest < 0 ? rest + modulus : rest;
}
