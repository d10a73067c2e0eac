import { FanoutError } from '../errors.js';
import { MAX_CHUNKS } from '../limits.js';
import { assertAbove0, assertFrom0, assertOption, assertPositive } from './assert-option.js';
import { ChunkSizes } from './chunk-sizes.js';
import { estimateChunks, type RunEstimate } from './estimate-run.js';
import { completeModel, type RunModel } from './run-model.js';

/** What {@link chooseFramesPerJob} weighs. */
export interface ChooseOptions extends RunModel {
  /** How many frames the run has, a positive safe integer. */
  readonly totalFrames: number;
  /**
   * Seconds that a job should take where the run ends almost equally soon; AWS advises 3 to 5 minutes for array jobs.
   * https://docs.aws.amazon.com/batch/latest/userguide/bestpractice1.html @defaultValue 240
   */
  readonly targetJobSeconds?: number | undefined;
  /** Most of the jobs' time that may go into start-ups and lost work, 0 to 1. @defaultValue 0.1 */
  readonly maxOverheadShare?: number | undefined;
}

/** How many frames a job should render, why, and what the run is then expected to take. */
export interface FramesPerJobChoice extends RunEstimate {
  /** For `planFanout`, with the distribution `even`. */
  readonly framesPerJob: number;
  /** How many chunks that makes, 1 to 200,000. */
  readonly chunkCount: number;
  /** Whether start-ups and lost work stay within `maxOverheadShare`; if no size does, the least wasteful is chosen. */
  readonly isWithinOverheadShare: boolean;
  /** The choice in words. */
  readonly reason: string;
}

/** Runs that end so much later at most count as ending equally soon. */
const NEARLY_AS_SOON = 1.02;

/**
 * Chooses how many frames a job renders, so that the run ends soonest while start-ups and lost work stay within their
 * share. Among sizes with which it ends within 2 % as soon, the one whose jobs come nearest to `targetJobSeconds` wins.
 *
 * @throws {@link FanoutError} `INVALID_OPTION` if a value is out of its bounds, or no job would ever end.
 * @example
 * ```ts
 * const choice = chooseFramesPerJob({ totalFrames: 10_000, secondsPerFrame: 8, startupSeconds: 40, parallelJobs: 200 });
 * choice.framesPerJob; // 50
 * choice.reason; // '50 frames per job: 200 jobs of about 440 s in 1 wave, 0 of 200 slots idle in the last; start-up takes 9.1 %'
 * ```
 */
export function chooseFramesPerJob(options: ChooseOptions): FramesPerJobChoice {
  const { totalFrames, targetJobSeconds = 240, maxOverheadShare = 0.1 } = options;
  assertPositive('totalFrames', totalFrames);
  assertAbove0('targetJobSeconds', targetJobSeconds);
  assertFrom0('maxOverheadShare', maxOverheadShare);
  assertOption('maxOverheadShare', maxOverheadShare, 'a number from 0 to 1', maxOverheadShare <= 1);
  const model = completeModel(options);

  const candidates: Candidate[] = [];
  for (const chunkCount of chunkCounts(totalFrames)) {
    const estimate = estimateChunks(ChunkSizes.even(totalFrames, chunkCount), model);
    if (Number.isFinite(estimate.wallClockSeconds)) candidates.push({ chunkCount, estimate });
  }
  const [first] = candidates;
  if (first === undefined) {
    throw new FanoutError(
      'INVALID_OPTION',
      'With these figures no job ever ends, because it is interrupted before; use other figures.',
    );
  }
  const allowed = candidates.filter(({ estimate }) => overheadOf(estimate) <= maxOverheadShare);
  const chosen =
    allowed.length > 0
      ? nearestOf(soonestOf(allowed), targetJobSeconds)
      : candidates.reduce((a, b) => (overheadOf(b.estimate) < overheadOf(a.estimate) ? b : a), first);
  return explain(chosen, totalFrames, model.slots, allowed.length > 0);
}

/** Those with which the run ends within 2 % as soon as with the best. */
function soonestOf(candidates: readonly Candidate[]): Candidate[] {
  const seconds = ({ estimate }: Candidate) => estimate.wallClockSeconds;
  const soonest = candidates.reduce(
    (least, candidate) => Math.min(least, seconds(candidate)),
    Number.POSITIVE_INFINITY,
  );
  return candidates.filter((candidate) => seconds(candidate) <= soonest * NEARLY_AS_SOON);
}

/** The one whose jobs come nearest to a length, as a ratio. */
function nearestOf(candidates: readonly Candidate[], targetJobSeconds: number): Candidate {
  const distance = ({ estimate }: Candidate) => Math.abs(Math.log(estimate.jobSeconds / targetJobSeconds));
  return candidates.reduce((nearest, candidate) =>
    distance(candidate) < distance(nearest) ? candidate : nearest,
  );
}

interface Candidate {
  readonly chunkCount: number;
  readonly estimate: RunEstimate;
}

/** Every number of chunks that some number of frames per job makes, from the fewest: about 2 sqrt(frames), at most 200,000. */
function* chunkCounts(frames: number): Generator<number> {
  for (let chunks = 1; chunks <= Math.min(frames, MAX_CHUNKS); ) {
    yield chunks;
    const framesPerJob = Math.ceil(frames / chunks);
    if (framesPerJob === 1) return;
    chunks = Math.ceil(frames / (framesPerJob - 1));
  }
}

function overheadOf({ startupShare, lostShare }: RunEstimate): number {
  return startupShare + lostShare;
}

function explain(
  { chunkCount, estimate }: Candidate,
  totalFrames: number,
  slots: number,
  isWithinOverheadShare: boolean,
): FramesPerJobChoice {
  const framesPerJob = Math.ceil(totalFrames / chunkCount);
  const { waves, idleSlots, jobSeconds, startupShare, lostShare } = estimate;
  const reason = [
    `${counted(framesPerJob, 'frame')} per job: ${counted(chunkCount, 'job')} of about ${Math.round(jobSeconds)} s in ${counted(waves, 'wave')}`,
    `, ${idleSlots} of ${slots} slots idle in the last; start-up takes ${percent(startupShare)}`,
    lostShare > 0.0005 ? `, interruptions cost ${percent(lostShare)}` : '',
    isWithinOverheadShare ? '' : '; no size keeps within the allowed share, and this one wastes least',
  ].join('');
  return { ...estimate, framesPerJob, chunkCount, isWithinOverheadShare, reason };
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
