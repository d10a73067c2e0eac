import { FanoutError } from '../errors.js';
import { FrameSet } from '../frames/frame-set.js';
import { parseFrameSet } from '../frames/parse-frame-set.js';
import { MAX_ARRAY_SIZE, MAX_CHUNKS, MAX_DEPENDENCIES, MIN_ARRAY_SIZE } from '../limits.js';
import { quote, show } from '../quote.js';
import { assertOneOf, assertOption, assertPositive } from './assert-option.js';
import { ChunkSizes } from './chunk-sizes.js';
import type { Distribution, FanoutPlan, Overflow, PlannedRenderJob } from './fanout-plan.js';

/** Which frames to plan, and how to cut them. */
export type PlanOptions = PlannedFrames & ChunkingOptions;

/** The frames of a plan: a frame set or its text, or how many there are. */
export type PlannedFrames = GivenFrames | CountedFrames;

/** Frames that are named one way or the other. */
export interface GivenFrames {
  /** The frames in rendering order, or an OpenJD range expression; read others with {@link parseFrameSet}. */
  readonly frames: FrameSet | string;
}

/** Frames that are counted. */
export interface CountedFrames {
  /** How many frames, a positive safe integer. */
  readonly totalFrames: number;
  /** The first of them, a safe integer. @defaultValue 1 */
  readonly firstFrame?: number | undefined;
}

/** How frames are cut into chunks. Either `framesPerJob` or `chunkSizes` must be given, not both. */
export interface ChunkingOptions {
  /** Most frames of one chunk, a positive safe integer. */
  readonly framesPerJob?: number | undefined;
  /** The size of every chunk as run-length text, such as `100*30,8*5`, for scenes with known hot spots. */
  readonly chunkSizes?: string | undefined;
  /** Which frames go together. @defaultValue `'even'` */
  readonly distribution?: Distribution | undefined;
  /** What happens with more than 10,000 chunks. @defaultValue `'split'` */
  readonly overflow?: Overflow | undefined;
}

const DISTRIBUTIONS: readonly Distribution[] = ['even', 'fixed', 'interleaved'];
const OVERFLOWS: readonly Overflow[] = ['split', 'grow', 'error'];

/**
 * Splits a frame set into the chunks that array children render. Pure: reads no clock, environment or network.
 *
 * @returns A plan in which every frame is in exactly one chunk and no chunk is empty. A child's chunk is its render
 *   job's `firstChunk` plus its `AWS_BATCH_JOB_ARRAY_INDEX`.
 * @throws {@link FanoutError} `INVALID_OPTION` if an option is out of bounds or two exclude each other;
 *   `INVALID_FRAMES` if the frames cannot be read; `TOO_MANY_CHUNKS` if more than 200,000 chunks are needed
 *   (20 dependencies of 10,000 children each), or more than 10,000 with `overflow: 'error'`.
 * @example
 * ```ts
 * planFanout({ totalFrames: 10, framesPerJob: 4 }).chunkCount; // 3, of 4, 3 and 3 frames
 * ```
 */
export function planFanout(options: PlanOptions): FanoutPlan {
  const { distribution = 'even', overflow = 'split' } = options;
  assertOneOf('distribution', distribution, DISTRIBUTIONS);
  assertOneOf('overflow', overflow, OVERFLOWS);
  const frames = framesOf(options);
  return options.chunkSizes === undefined
    ? planEqualChunks(frames, options.framesPerJob, distribution, overflow)
    : planSizedChunks(frames, options.chunkSizes, options, overflow);
}

function planEqualChunks(
  frames: FrameSet,
  wanted: number | undefined,
  distribution: Distribution,
  overflow: Overflow,
): FanoutPlan {
  assertPositive('framesPerJob', wanted);
  const mustGrow = overflow === 'grow' && Math.ceil(frames.size / wanted) > MAX_ARRAY_SIZE;
  const framesPerJob = mustGrow ? Math.ceil(frames.size / MAX_ARRAY_SIZE) : wanted;
  const chunkCount = Math.ceil(frames.size / framesPerJob);
  const advice = (chunks: number) =>
    `allow at least ${Math.ceil(frames.size / chunks)} frames per job (framesPerJob)`;
  return {
    frames,
    framesPerJob,
    distribution,
    chunkCount,
    renderJobs: renderJobsFor(chunkCount, overflow, advice),
  };
}

function planSizedChunks(
  frames: FrameSet,
  chunkSizes: string,
  { framesPerJob, distribution = 'fixed' }: ChunkingOptions,
  overflow: Overflow,
): FanoutPlan {
  const excluded = [
    ...(framesPerJob === undefined ? [] : ['framesPerJob']),
    ...(distribution === 'interleaved' ? [`distribution 'interleaved'`] : []),
    ...(overflow === 'grow' ? [`overflow 'grow'`] : []),
  ];
  if (excluded.length > 0) {
    throw new FanoutError(
      'INVALID_OPTION',
      `chunkSizes fixes every chunk, so it excludes ${excluded.join(' and ')}; leave out one or the other.`,
    );
  }
  const sizes = ChunkSizes.parse(chunkSizes);
  if (sizes.frames !== frames.size) {
    throw new FanoutError(
      'INVALID_OPTION',
      `chunkSizes ${quote(chunkSizes)} adds up to ${sizes.frames} frames, but there are ${frames.size}; make both equal.`,
    );
  }
  return {
    frames,
    framesPerJob: sizes.largest,
    distribution: 'fixed',
    chunkSizes: String(sizes),
    chunkCount: sizes.chunks,
    renderJobs: renderJobsFor(sizes.chunks, overflow, (chunks) => `name at most ${chunks} chunks`),
  };
}

function renderJobsFor(
  chunkCount: number,
  overflow: Overflow,
  advice: (chunks: number) => string,
): PlannedRenderJob[] {
  const allowed = overflow === 'error' ? MAX_ARRAY_SIZE : MAX_CHUNKS;
  if (chunkCount > allowed) {
    throw new FanoutError(
      'TOO_MANY_CHUNKS',
      `${chunkCount} chunks are needed, but at most ${allowed} are allowed (${MAX_DEPENDENCIES} arrays of ${MAX_ARRAY_SIZE}; one with overflow 'error'); ${advice(allowed)}.`,
    );
  }
  const jobCount = Math.ceil(chunkCount / MAX_ARRAY_SIZE);
  return Array.from({ length: jobCount }, (_, job) => {
    const firstChunk = Math.floor((chunkCount * job) / jobCount);
    const size = Math.floor((chunkCount * (job + 1)) / jobCount) - firstChunk;
    return { firstChunk, chunkCount: size, ...(size >= MIN_ARRAY_SIZE && { arraySize: size }) };
  });
}

function framesOf(options: PlannedFrames): FrameSet {
  const { frames, totalFrames, firstFrame = 1 } = options as Partial<GivenFrames & CountedFrames>;
  if (frames === undefined) return countedFrames(totalFrames, firstFrame);
  for (const name of ['totalFrames', 'firstFrame'] as const) {
    if ((options as Partial<CountedFrames>)[name] === undefined) continue;
    throw new FanoutError('INVALID_OPTION', `frames and ${name} exclude each other; give one of them.`);
  }
  if (frames instanceof FrameSet) return frames;
  if (typeof frames === 'string') return parseFrameSet(frames);
  throw new FanoutError(
    'INVALID_OPTION',
    `frames is ${show(frames)}, but must be a FrameSet or a text; use FrameSet.from(numbers).`,
  );
}

function countedFrames(totalFrames: number | undefined, firstFrame: number): FrameSet {
  assertPositive('totalFrames', totalFrames);
  assertOption('firstFrame', firstFrame, 'a safe integer', Number.isSafeInteger(firstFrame));
  const lastFrame = firstFrame + (totalFrames - 1);
  if (Number.isSafeInteger(lastFrame)) return FrameSet.range(firstFrame, lastFrame);
  throw new FanoutError(
    'INVALID_OPTION',
    `${totalFrames} frames from frame ${firstFrame} on pass the last possible frame, ${Number.MAX_SAFE_INTEGER}.`,
  );
}
