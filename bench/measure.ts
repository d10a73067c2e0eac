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

/** A way of doing the same as another, which takes these seconds. */
export type Contestant = () => Promise<number>;

/** Lets all take part in so many rounds after one to warm up, each round in turn; gives the seconds of every round. */
export async function runInTurn<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  rounds: number,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(contestants) as Name[];
  const seconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const taken = await contestants[name]();
      if (round > 0) seconds[name].push(taken);
    }
  }
  return seconds;
}

/** Compares the seconds of one with those of another round by round. */
export function compareRounds(seconds: readonly number[], baseline: readonly number[]): Comparison {
  const ratios = seconds.map((taken, round) => taken / (baseline[round] as number));
  return {
    seconds: median(seconds),
    baselineSeconds: median(baseline),
    ratio: median(ratios),
    range: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** Runs both in turn, once to warm up and then so many times, and compares them round by round. */
export async function compare(timed: Timed, baseline: Timed, rounds: number): Promise<Comparison> {
  const contestants = { timed: () => time(timed), baseline: () => time(baseline) };
  const seconds = await runInTurn(contestants, rounds);
  return compareRounds(seconds.timed, seconds.baseline);
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
