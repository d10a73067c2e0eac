import { FanoutError } from '../errors.js';
import { MAX_CHUNKS } from '../limits.js';
import { estimateChunks, evenSizes, type RunEstimate } from './estimate-run.js';
import { completeModel, type RunModel } from './run-model.js';

/** What {@link chooseFramesPerJob} weighs. */
export interface ChooseOptions extends RunModel {
  /** How many frames the run has, a positive safe integer. */
  readonly totalFrames: number;
  /**
   * Seconds that a job should take where the run ends almost equally soon; AWS advises 3 to 5 minutes for array jobs.
   * https://docs.aws.amazon.com/batch/latest/userguide/best-practices.html @defaultValue 240
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
 * @throws {@link FanoutError} `INVALID_OPTION` if a value is out of its bounds.
 * @example
 * ```ts
 * const choice = chooseFramesPerJob({ totalFrames: 10_000, secondsPerFrame: 8, startupSeconds: 40, parallelJobs: 200 });
 * choice.framesPerJob; // 50
 * choice.reason; // '50 frames per job: 200 jobs of about 440 s in 1 wave, 0 of 200 slots idle in the last; start-up takes 9.1 %'
 * ```
 */
export function chooseFramesPerJob(options: ChooseOptions): FramesPerJobChoice {
  const { totalFrames, targetJobSeconds = 240, maxOverheadShare = 0.1 } = options;
  assertOption(
    'totalFrames',
    totalFrames,
    'a whole number from 1',
    Number.isSafeInteger(totalFrames) && totalFrames > 0,
  );
  assertOption('targetJobSeconds', targetJobSeconds, 'a number above 0', targetJobSeconds > 0);
  assertOption(
    'maxOverheadShare',
    maxOverheadShare,
    'a number from 0 to 1',
    maxOverheadShare >= 0 && maxOverheadShare <= 1,
  );
  const model = completeModel(options);

  let best: Candidate[] = [];
  let soonest = Number.POSITIVE_INFINITY;
  let leastWasteful: Candidate | undefined;
  for (const chunkCount of chunkCounts(totalFrames)) {
    const estimate = estimateChunks(evenSizes(totalFrames, chunkCount), model);
    const candidate = { chunkCount, estimate };
    if (leastWasteful === undefined || overheadOf(estimate) < overheadOf(leastWasteful.estimate))
      leastWasteful = candidate;
    if (overheadOf(estimate) > maxOverheadShare || estimate.wallClockSeconds > soonest * NEARLY_AS_SOON)
      continue;
    soonest = Math.min(soonest, estimate.wallClockSeconds);
    best.push(candidate);
  }
  best = best.filter(({ estimate }) => estimate.wallClockSeconds <= soonest * NEARLY_AS_SOON);
  const distance = ({ estimate }: Candidate) => Math.abs(Math.log(estimate.jobSeconds / targetJobSeconds));
  const chosen = best.reduce<Candidate | undefined>(
    (nearest, candidate) =>
      nearest === undefined || distance(candidate) < distance(nearest) ? candidate : nearest,
    undefined,
  );
  return explain(chosen ?? (leastWasteful as Candidate), totalFrames, model.slots, chosen !== undefined);
}

interface Candidate {
  readonly chunkCount: number;
  readonly estimate: RunEstimate;
}

/** Every number of chunks that some number of frames per job makes, from the fewest; about 2 sqrt(frames) of them. */
function* chunkCounts(frames: number): Generator<number> {
  for (let chunks = 1; chunks <= Math.min(frames, MAX_CHUNKS); ) {
    yield chunks;
    const framesPerJob = Math.ceil(frames / chunks);
    if (framesPerJob === 1) return;
    chunks = Math.max(chunks + 1, Math.ceil(frames / (framesPerJob - 1)));
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

function assertOption(name: string, value: number, allowed: string, isAllowed: boolean): void {
  if (isAllowed) return;
  throw new FanoutError('INVALID_OPTION', `${name} is ${value}, but must be ${allowed}.`);
}
