import { FanoutError } from '../errors.js';
import { assertAbove0, assertFrom0, assertOption, assertPositive } from './assert-option.js';

/** What is known or assumed of a run's frames, jobs and machines. */
export interface RunModel {
  /**
   * Seconds that one frame takes, above 0; or those of measured frames, at least one, whose mean and spread are used.
   * Times of frames are in the worker's log, their mean in each `chunks/….json`.
   */
  readonly secondsPerFrame: number | readonly number[];
  /** Seconds from a job's start to its first frame: image, scene, programs; 0 or more. */
  readonly startupSeconds: number;
  /** How many jobs run at once, a whole number from 1; either this or `maxVcpus` is given. */
  readonly parallelJobs?: number | undefined;
  /** vCPUs of the compute environment (`maxvCpus`), enough for one job: `maxVcpus / vcpusPerJob` jobs run at once. */
  readonly maxVcpus?: number | undefined;
  /** vCPUs of one job, above 0. @defaultValue 1 */
  readonly vcpusPerJob?: number | undefined;
  /** Memory of one job in GB, 0 or more. @defaultValue 0 */
  readonly memoryGbPerJob?: number | undefined;
  /** How often a running job is interrupted per hour, 0 or more, as Spot instances are. @defaultValue 0 */
  readonly interruptionsPerHour?: number | undefined;
  /** Whether a job that was interrupted goes on after its last finished frame, as `@render/worker` does. @defaultValue true */
  readonly keepsFinishedFrames?: boolean | undefined;
  /** Seconds of the compile job, 0 or more. @defaultValue 0 */
  readonly compileSeconds?: number | undefined;
  /** Price of a vCPU for an hour, 0 or more, in any currency. @defaultValue 0 */
  readonly pricePerVcpuHour?: number | undefined;
  /** Price of a GB of memory for an hour, 0 or more. @defaultValue 0 */
  readonly pricePerGbHour?: number | undefined;
}

/** A model with every value filled in. */
export interface CompleteModel {
  readonly frameSeconds: number;
  /** Standard deviation of one frame's seconds. */
  readonly frameSpread: number;
  readonly startupSeconds: number;
  readonly slots: number;
  readonly vcpusPerJob: number;
  readonly memoryGbPerJob: number;
  readonly interruptionsPerSecond: number;
  readonly keepsFinishedFrames: boolean;
  readonly compileSeconds: number;
  readonly pricePerVcpuHour: number;
  readonly pricePerGbHour: number;
}

/**
 * Checks a model and fills in its defaults.
 *
 * @throws {@link FanoutError} `INVALID_OPTION` naming the value and what is allowed.
 */
export function completeModel(model: RunModel): CompleteModel {
  const { secondsPerFrame } = model;
  const samples = Array.isArray(secondsPerFrame)
    ? (secondsPerFrame as readonly number[])
    : [secondsPerFrame as number];
  assertOption('secondsPerFrame', 'an empty list', 'a number or a list of at least one', samples.length > 0);
  for (const sample of samples) assertAbove0('secondsPerFrame', sample);
  const { vcpusPerJob = 1, keepsFinishedFrames = true } = model;
  assertAbove0('vcpusPerJob', vcpusPerJob);
  assertOption(
    'keepsFinishedFrames',
    keepsFinishedFrames,
    'true or false',
    typeof keepsFinishedFrames === 'boolean',
  );
  const frameSeconds = mean(samples);
  return {
    frameSeconds,
    frameSpread: Math.sqrt(
      samples.reduce((sum, sample) => sum + (sample - frameSeconds) ** 2, 0) /
        Math.max(1, samples.length - 1),
    ),
    startupSeconds: fromZero('startupSeconds', model.startupSeconds),
    slots: slotsOf(model, vcpusPerJob),
    vcpusPerJob,
    memoryGbPerJob: fromZero('memoryGbPerJob', model.memoryGbPerJob ?? 0),
    interruptionsPerSecond: fromZero('interruptionsPerHour', model.interruptionsPerHour ?? 0) / 3600,
    keepsFinishedFrames,
    compileSeconds: fromZero('compileSeconds', model.compileSeconds ?? 0),
    pricePerVcpuHour: fromZero('pricePerVcpuHour', model.pricePerVcpuHour ?? 0),
    pricePerGbHour: fromZero('pricePerGbHour', model.pricePerGbHour ?? 0),
  };
}

function slotsOf({ parallelJobs, maxVcpus }: RunModel, vcpusPerJob: number): number {
  if ((parallelJobs === undefined) === (maxVcpus === undefined)) {
    throw new FanoutError(
      'INVALID_OPTION',
      'Give either parallelJobs or maxVcpus: how many jobs run at once.',
    );
  }
  if (parallelJobs !== undefined) {
    assertPositive('parallelJobs', parallelJobs);
    return parallelJobs;
  }
  const slots = Math.floor((maxVcpus as number) / vcpusPerJob);
  assertOption(
    'maxVcpus',
    maxVcpus,
    `enough for one job of ${vcpusPerJob} vCPUs`,
    Number.isSafeInteger(slots) && slots > 0,
  );
  return slots;
}

function fromZero(name: string, value: number): number {
  assertFrom0(name, value);
  return value;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
