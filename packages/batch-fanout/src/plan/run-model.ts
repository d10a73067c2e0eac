import { FanoutError } from '../errors.js';

/** What is known or assumed of a run's frames, jobs and machines. */
export interface RunModel {
  /**
   * Seconds that one frame takes, above 0; or those of measured frames, at least one, whose mean and spread are used.
   * Times of frames are in the worker's log, their mean in each `chunks/….json`.
   */
  readonly secondsPerFrame: number | readonly number[];
  /** Seconds from a job's start to its first frame: image, scene, programs; 0 or more. */
  readonly startupSeconds: number;
  /** How many jobs run at once, at least 1; else `maxVcpus` says so. */
  readonly parallelJobs?: number | undefined;
  /** vCPUs of the compute environment (`maxvCpus`): `maxVcpus / vcpusPerJob` jobs run at once. */
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
  const samples = typeof model.secondsPerFrame === 'number' ? [model.secondsPerFrame] : model.secondsPerFrame;
  if (!Array.isArray(samples) || samples.length === 0) {
    throw new FanoutError(
      'INVALID_OPTION',
      'secondsPerFrame must be a number of seconds or a list of at least one.',
    );
  }
  for (const sample of samples) assertAbove('secondsPerFrame', sample);
  const { vcpusPerJob = 1, keepsFinishedFrames = true } = model;
  assertAbove('vcpusPerJob', vcpusPerJob);
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
  const slots = parallelJobs ?? Math.floor((maxVcpus as number) / vcpusPerJob);
  if (Number.isSafeInteger(slots) && slots >= 1) return slots;
  const given = parallelJobs === undefined ? `maxVcpus is ${maxVcpus}` : `parallelJobs is ${parallelJobs}`;
  throw new FanoutError('INVALID_OPTION', `${given}, but at least one whole job must run at once.`);
}

function assertAbove(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new FanoutError('INVALID_OPTION', `${name} is ${value}, but must be a number above 0.`);
}

function fromZero(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new FanoutError('INVALID_OPTION', `${name} is ${value}, but must be a number from 0.`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
