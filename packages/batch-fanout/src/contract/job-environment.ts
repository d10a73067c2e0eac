import { FanoutError } from '../errors.js';
import type { FrameDialect } from '../frames/format-frames.js';
import type { FrameSet } from '../frames/frame-set.js';
import { parseFrameSet } from '../frames/parse-frame-set.js';
import type { Distribution, FanoutPlan, Overflow } from '../plan/fanout-plan.js';
import { type PlanOptions, planFanout } from '../plan/plan-fanout.js';
import { quote } from '../quote.js';
import { type Environment, readChoice, readInteger, rejectVariable } from './environment-values.js';

/** The three steps of a run. */
export type JobType = 'start' | 'render' | 'compile';

/** What a run's id may look like: it names a folder and the jobs. */
export const RUN_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** The same in words, to go on from "is not". */
export const RUN_ID_RULE = `1 to 100 letters, digits, '-' and '_', the first a letter or digit`;

/** The variables from which a child computes the run's plan; whoever starts a run hands on those that it was given. */
export const PLAN_VARIABLES = [
  'TOTAL_FRAMES',
  'FIRST_FRAME',
  'FRAMES',
  'FRAMES_DIALECT',
  'FRAMES_PER_RENDER_JOB',
  'DISTRIBUTION',
  'CHUNK_SIZES',
  'OVERFLOW',
] as const;

/** What a job is told beside its plan. */
export interface JobSettings {
  /** Which step the job takes. */
  readonly jobType: JobType;
  /** The run's id: `[A-Za-z0-9][A-Za-z0-9_-]{0,99}`. */
  readonly runId: string;
  /** Which submission of the run, 0 the first. @defaultValue 0 */
  readonly generation?: number;
  /** First chunk of this render job, 0-based. @defaultValue 0 */
  readonly chunkOffset?: number;
  /** Folder above the run's own: `file:///…` or `s3://bucket/prefix`. */
  readonly outputUri?: string;
}

/** What a job reads from its environment. */
export interface JobEnvironment extends Required<JobSettings> {
  /** The whole run's plan, computed from the variables. */
  readonly plan: FanoutPlan;
  /** The chunk of this child, 0-based: `chunkOffset` plus `AWS_BATCH_JOB_ARRAY_INDEX`, which is 0 on a plain job. */
  readonly chunk: number;
}

/**
 * Writes a plan and settings as the environment of a job, from which `readJobEnvironment` computes the same plan.
 *
 * @example
 * ```ts
 * const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
 * jobEnvironment(plan, { jobType: 'render', runId: 'film' });
 * // { JOB_TYPE: 'render', RUN_ID: 'film', GENERATION: '0', TOTAL_FRAMES: '10', FRAMES_PER_RENDER_JOB: '4' }
 * ```
 */
export function jobEnvironment(plan: FanoutPlan, settings: JobSettings): Record<string, string> {
  return { ...settingsEnvironment(settings), ...planEnvironment(plan) };
}

/** The part of a job's environment that says which job of which run it is. */
export function settingsEnvironment(settings: JobSettings): Record<string, string> {
  return {
    JOB_TYPE: settings.jobType,
    RUN_ID: settings.runId,
    GENERATION: String(settings.generation ?? 0),
    ...(settings.chunkOffset && { CHUNK_OFFSET: String(settings.chunkOffset) }),
    ...(settings.outputUri !== undefined && { OUTPUT_URI: settings.outputUri }),
  };
}

/** Whether an environment already says in its author's words which frames there are. */
export function hasWrittenPlan(environment: Environment): boolean {
  return environment.FRAMES !== undefined || environment.TOTAL_FRAMES !== undefined;
}

/** The part of a job's environment that says which frames there are and how they are cut. */
export function planEnvironment(plan: FanoutPlan): Record<string, string> {
  return {
    ...framesEnvironment(plan.frames),
    ...(plan.chunkSizes === undefined
      ? { FRAMES_PER_RENDER_JOB: String(plan.framesPerJob) }
      : { CHUNK_SIZES: plan.chunkSizes }),
    ...(plan.distribution !== 'even' && { DISTRIBUTION: plan.distribution }),
  };
}

function framesEnvironment(frames: FrameSet): Record<string, string> {
  const [range] = frames.ranges;
  if (frames.ranges.length === 1 && range?.step === 1) {
    return {
      TOTAL_FRAMES: String(range.count),
      ...(range.first !== 1 && { FIRST_FRAME: String(range.first) }),
    };
  }
  const { dialect, text } = frames.toJSON();
  return { FRAMES: text, ...(dialect !== 'openjd' && { FRAMES_DIALECT: dialect }) };
}

/**
 * Reads what a job has to do from its environment: the other half of `jobEnvironment`.
 *
 * Values are taken strictly: `3.0`, ` 3` and an empty text are errors, and 0 is not the same as unset.
 *
 * @param environment - The variables of a job.
 * @param givenPlan - The plan that `PLAN_URI` names, where it is set; read it from there with `readPlan`.
 * @throws {@link FanoutError} `INVALID_ENVIRONMENT`, naming the variable, its value and what is allowed.
 * @example
 * ```ts
 * const job = readJobEnvironment({
 *   JOB_TYPE: 'render', RUN_ID: 'film', OUTPUT_URI: 'file:///renders', TOTAL_FRAMES: '10',
 *   FRAMES_PER_RENDER_JOB: '4', AWS_BATCH_JOB_ARRAY_INDEX: '1',
 * });
 * framesOfChunk(job.plan, job.chunk).toString(); // '5-7'
 * ```
 */
export function readJobEnvironment(environment: Environment, givenPlan?: FanoutPlan): JobEnvironment {
  const jobType =
    readChoice<JobType>(environment, 'JOB_TYPE', ['start', 'render', 'compile']) ??
    rejectVariable(environment, 'JOB_TYPE', 'start, render or compile');
  const plan = givenPlan ?? readPlanEnvironment(environment);
  const chunkOffset =
    readInteger(environment, 'CHUNK_OFFSET', { minimum: 0, maximum: plan.chunkCount - 1 }) ?? 0;
  const indices = { minimum: 0, maximum: plan.chunkCount - 1 - chunkOffset };
  const index =
    jobType === 'render' ? (readInteger(environment, 'AWS_BATCH_JOB_ARRAY_INDEX', indices) ?? 0) : 0;
  return {
    jobType,
    plan,
    chunk: chunkOffset + index,
    chunkOffset,
    runId: readRunId(environment, jobType),
    generation: readInteger(environment, 'GENERATION', { minimum: 0 }) ?? 0,
    outputUri: readOutputUri(environment),
  };
}

/** Computes the plan that the environment's plan variables describe. */
export function readPlanEnvironment(environment: Environment): FanoutPlan {
  const { FRAMES, CHUNK_SIZES } = environment;
  for (const [name, other] of EXCLUSIVE) rejectBoth(environment, name, other);
  if (environment.PLAN_URI !== undefined) {
    rejectVariable(environment, 'PLAN_URI', 'read here; read the plan that it names, and hand it in');
  }
  if (!hasWrittenPlan(environment)) {
    rejectVariable(
      environment,
      'TOTAL_FRAMES',
      'a whole number from 1; or set FRAMES, such as 1001-1010:3,2000',
    );
  }
  const dialect = readChoice<FrameDialect>(environment, 'FRAMES_DIALECT', ['openjd', 'opencue']);
  const totalFrames = readInteger(environment, 'TOTAL_FRAMES', { minimum: 1 });
  const firstFrame = readInteger(environment, 'FIRST_FRAME', { minimum: Number.MIN_SAFE_INTEGER });
  const framesPerJob = readInteger(environment, 'FRAMES_PER_RENDER_JOB', { minimum: 1 });
  if (framesPerJob === undefined && CHUNK_SIZES === undefined) {
    rejectVariable(
      environment,
      'FRAMES_PER_RENDER_JOB',
      'a whole number from 1: how many frames one child renders',
    );
  }
  const chunking = {
    framesPerJob,
    chunkSizes: CHUNK_SIZES,
    distribution: readChoice<Distribution>(environment, 'DISTRIBUTION', ['even', 'fixed', 'interleaved']),
    overflow: readChoice<Overflow>(environment, 'OVERFLOW', ['split', 'grow', 'error']),
  };
  const frames = FRAMES === undefined ? { totalFrames, firstFrame } : { frames: readFrames(FRAMES, dialect) };
  try {
    return planFanout({ ...frames, ...chunking } as PlanOptions);
  } catch (cause) {
    const name = CHUNK_SIZES === undefined ? 'FRAMES_PER_RENDER_JOB' : 'CHUNK_SIZES';
    const message = `${name}=${quote(environment[name] ?? '')} cannot be used. ${(cause as Error).message}`;
    throw new FanoutError('INVALID_ENVIRONMENT', message, { cause });
  }
}

const EXCLUSIVE = [
  ['TOTAL_FRAMES', 'FRAMES'],
  ['FIRST_FRAME', 'FRAMES'],
  ['FRAMES_DIALECT', 'TOTAL_FRAMES'],
  ['FRAMES_PER_RENDER_JOB', 'CHUNK_SIZES'],
] as const;

function rejectBoth(environment: Environment, name: string, other: string): void {
  if (environment[name] === undefined || environment[other] === undefined) return;
  throw new FanoutError(
    'INVALID_ENVIRONMENT',
    `${name}=${quote(environment[name])} and ${other}=${quote(environment[other])} exclude each other; set one of them`,
  );
}

function readFrames(text: string, dialect: FrameDialect = 'openjd'): FrameSet {
  try {
    return parseFrameSet(text, { dialect });
  } catch (cause) {
    const message = `FRAMES cannot be used. ${(cause as Error).message}`;
    throw new FanoutError('INVALID_ENVIRONMENT', message, { cause });
  }
}

function readRunId(environment: Environment, jobType: JobType): string {
  const { RUN_ID, AWS_BATCH_JOB_ID } = environment;
  const runId = RUN_ID ?? (jobType === 'start' ? AWS_BATCH_JOB_ID : undefined);
  return runId !== undefined && RUN_ID_PATTERN.test(runId)
    ? runId
    : rejectVariable(environment, 'RUN_ID', RUN_ID_RULE);
}

function readOutputUri(environment: Environment): string {
  const uri = environment.OUTPUT_URI;
  return uri !== undefined && /^(file:\/\/\/|s3:\/\/[^/?#]+)[^?#]*$/.test(uri)
    ? uri
    : rejectVariable(
        environment,
        'OUTPUT_URI',
        'file:///FOLDER or s3://BUCKET/PREFIX, with %3F and %23 for ? and #',
      );
}
