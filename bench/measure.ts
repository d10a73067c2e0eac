import { median } from './median.js';

/** One thing to time; it does its own cleaning up. */
export type Timed = () => Promise<void>;

/** Times of two things that were run in turn, so that a machine that slows down slows both. */
export interface Comparison {
  /** Median seconds of the first. */
  readonly seconds: number;
  /** Median seconds of the second. */
  readonly baselineSeconds: number;
  /** Median of the ratios round by round, first to second. */
  readonly ratio: number;
  /** Lowest and highest of these ratios. */
  readonly range: readonly [number, number];
}

/** Runs both in turn, once to warm up and then so many times, and compares them round by round. */
export async function compare(timed: Timed, baseline: Timed, rounds: number): Promise<Comparison> {
  const pairs: { seconds: number; baselineSeconds: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    pairs.push({ seconds: await time(timed), baselineSeconds: await time(baseline) });
  }
  pairs.shift();
  const ratios = pairs.map((pair) => pair.seconds / pair.baselineSeconds);
  return {
    seconds: median(pairs.map((pair) => pair.seconds)),
    baselineSeconds: median(pairs.map((pair) => pair.baselineSeconds)),
    ratio: median(ratios),
    range: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** One line a person can read, of a ratio that must be at least so high. */
export function formatSpeed(
  name: string,
  ratio: number,
  goal: number,
  seconds: readonly [number, number],
): string {
  const [slow, fast] = seconds.map((value) => value.toFixed(3));
  return `${name}: ${ratio.toFixed(2)} × as fast, ${fast} s against ${slow} s; target ≥ ${goal} ${ratio >= goal ? 'met' : 'missed'}`;
}

/** One line a person can read. */
export function formatComparison(name: string, comparison: Comparison, target: number): string {
  const [low, high] = comparison.range;
  const seconds = `${comparison.seconds.toFixed(3)} s against ${comparison.baselineSeconds.toFixed(3)} s`;
  const verdict = comparison.ratio <= target ? 'met' : 'missed';
  return `${name}: ${comparison.ratio.toFixed(2)} × (${low.toFixed(2)} to ${high.toFixed(2)}), ${seconds}; target ≤ ${target} ${verdict}`;
}

async function time(timed: Timed): Promise<number> {
  const startedAt = performance.now();
  await timed();
  return (performance.now() - startedAt) / 1000;
}
