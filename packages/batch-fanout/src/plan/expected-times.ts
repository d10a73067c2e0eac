import type { CompleteModel } from './run-model.js';

/**
 * Seconds that a job of so many frames runs, all its attempts together, on average. Interruptions come at random with an
 * even rate; each costs a start-up and the frame under way, or everything so far where finished frames are not kept.
 */
export function expectedJobSeconds(frames: number, model: CompleteModel): number {
  const { frameSeconds, startupSeconds, interruptionsPerSecond: rate } = model;
  if (rate === 0) return startupSeconds + frames * frameSeconds;
  // What must run for t seconds without an interruption takes (e^(rate t) - 1) / rate on average.
  const unbroken = (seconds: number) => Math.expm1(rate * seconds) / rate;
  if (!model.keepsFinishedFrames) return unbroken(startupSeconds + frames * frameSeconds);
  const startup = unbroken(startupSeconds);
  return startup + frames * (unbroken(frameSeconds) + Math.expm1(rate * frameSeconds) * startup);
}

/** By how many seconds the slowest of so many equal jobs is expected to end after an average one. */
export function expectedStraggle(jobs: number, frames: number, model: CompleteModel): number {
  if (jobs < 2) return 0;
  const unlucky = model.keepsFinishedFrames
    ? unluckyPauses(jobs, frames, model)
    : unluckyRestarts(jobs, frames, model);
  return unlucky + model.frameSpread * Math.sqrt(frames) * largestOfNormal(jobs);
}

/** By how many deviations the largest of so many normal values lies above their mean, about. */
function largestOfNormal(values: number): number {
  return Math.sqrt(2 * Math.log(values));
}

const MOST_TERMS = 1000;

/** Where finished frames are kept, every interruption costs alike: a start-up and half a frame. */
function unluckyPauses(jobs: number, frames: number, model: CompleteModel): number {
  const interruptions = model.interruptionsPerSecond * expectedJobSeconds(frames, model);
  const lostEachTime = model.startupSeconds + model.frameSeconds / 2;
  return lostEachTime * (expectedMostOf(jobs, interruptions) - interruptions);
}

/** Above this mean a Poisson value is as good as normal, and the sum below would take too many terms. */
const LARGEST_SUMMED_MEAN = 500;

/** The mean of the largest of so many Poisson values: the sum of the chances that it exceeds 0, 1, 2, … */
function expectedMostOf(values: number, mean: number): number {
  if (mean > LARGEST_SUMMED_MEAN) return mean + Math.sqrt(mean) * largestOfNormal(values);
  let term = Math.exp(-mean);
  let below = term;
  let most = 0;
  for (let count = 1; count <= MOST_TERMS; count += 1) {
    const exceeds = 1 - below ** values;
    most += exceeds;
    if (exceeds < 1e-9) break;
    term *= mean / count;
    below = Math.min(1, below + term);
  }
  return most;
}

/**
 * Where nothing is kept, the more jobs begin again for the nth time, the nearer the latest of them came to its end: one
 * loses half a job on average, many together a whole one.
 */
function unluckyRestarts(jobs: number, frames: number, model: CompleteModel): number {
  const unbroken = model.startupSeconds + frames * model.frameSeconds;
  const chance = -Math.expm1(-model.interruptionsPerSecond * unbroken);
  let lost = 0;
  let restarting = jobs * chance;
  for (let count = 1; count <= MOST_TERMS && restarting > 1e-9; count += 1) {
    lost += (unbroken * restarting) / (restarting + 2);
    restarting *= chance;
  }
  return Math.max(0, lost - (expectedJobSeconds(frames, model) - unbroken));
}
