import { FanoutError } from '../errors.js';
import type { ChunkSizes } from './chunk-sizes.js';
import { chunkSizesOf } from './chunk-sizes-of.js';
import { expectedJobSeconds, expectedStraggle } from './expected-times.js';
import type { FanoutPlan } from './fanout-plan.js';
import { listSchedule } from './list-schedule.js';
import { type CompleteModel, completeModel, type RunModel } from './run-model.js';

/** What a run is expected to take. */
export interface RunEstimate {
  /** Seconds from the first job's start to the video, without waiting for machines. */
  readonly wallClockSeconds: number;
  /** Seconds of the longest job, all its attempts together. */
  readonly jobSeconds: number;
  /** Hours that vCPUs are busy, the compile job's included. */
  readonly vcpuHours: number;
  /** GB of memory times hours. */
  readonly gbHours: number;
  /** In the currency of the model's prices; idle machines are not counted. */
  readonly price: number;
  /** Part of the render jobs' time that goes into starting up once per job, 0 to 1. */
  readonly startupShare: number;
  /** Part of the render jobs' time that interruptions cost: frames begun again and further start-ups, 0 to 1. */
  readonly lostShare: number;
  /** How many interruptions are expected. */
  readonly interruptions: number;
  /** How often all slots are filled, the last time perhaps not all of them. */
  readonly waves: number;
  /** Slots without a job in the last wave. */
  readonly idleSlots: number;
}

/**
 * Estimates time, cost and waste of a plan. Jobs start in the order of their chunks, each on the slot that is free first;
 * all frames are taken to be alike, up to the spread of the samples.
 *
 * @param plan - From `planFanout`.
 * @param model - What is known or assumed of frames, jobs and machines.
 * @throws {@link FanoutError} `INVALID_OPTION` if a value of the model is out of its bounds, or the jobs would never end.
 * @example
 * ```ts
 * const plan = planFanout({ totalFrames: 10_000, framesPerJob: 25 });
 * const model = { secondsPerFrame: 8, startupSeconds: 40, parallelJobs: 200, vcpusPerJob: 4, pricePerVcpuHour: 0.04 };
 * const { wallClockSeconds, waves, price } = estimateRun(plan, model);
 * [wallClockSeconds, waves, price.toFixed(2)]; // [480, 2, '4.27']
 * ```
 */
export function estimateRun(plan: FanoutPlan, model: RunModel): RunEstimate {
  const estimate = estimateChunks(chunkSizesOf(plan), completeModel(model));
  if (Number.isFinite(estimate.wallClockSeconds)) return estimate;
  throw new FanoutError(
    'INVALID_OPTION',
    'With these figures the jobs never end, because they are interrupted before; use fewer frames per job or other figures.',
  );
}

/** Estimates a run from the sizes of its chunks; all of it is Infinity or NaN where jobs never end. */
export function estimateChunks(sizes: ChunkSizes, model: CompleteModel): RunEstimate {
  const { chunks: jobs, frames, largest } = sizes;
  const groups = sizes.groups.map(({ chunks, size }) => ({
    jobs: chunks,
    seconds: expectedJobSeconds(size, model),
  }));
  const jobSeconds = expectedJobSeconds(largest, model);
  const idleSlots = (model.slots - (jobs % model.slots)) % model.slots;
  const straggle = expectedStraggle(model.slots - idleSlots, largest, model);

  const renderSeconds = groups.reduce((sum, group) => sum + group.jobs * group.seconds, 0);
  const startup = jobs * model.startupSeconds;
  const hours = (renderSeconds + model.compileSeconds) / 3600;
  const vcpuHours = hours * model.vcpusPerJob;
  const gbHours = hours * model.memoryGbPerJob;
  return {
    wallClockSeconds: listSchedule(groups, model.slots) + straggle + model.compileSeconds,
    jobSeconds,
    vcpuHours,
    gbHours,
    price: vcpuHours * model.pricePerVcpuHour + gbHours * model.pricePerGbHour,
    startupShare: startup / renderSeconds,
    lostShare: Math.max(0, 1 - (startup + frames * model.frameSeconds) / renderSeconds),
    interruptions: renderSeconds * model.interruptionsPerSecond,
    waves: Math.ceil(jobs / model.slots),
    idleSlots,
  };
}
