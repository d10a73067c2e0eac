import {
  type FanoutPlan,
  type JobEnvironment,
  PLAN_VARIABLES,
  readJobEnvironment,
} from '@render/batch-fanout/planning';
import * as v from 'valibot';
import { ExitCode } from './exit-code.js';
import type { FrameFormat } from './renderers/renderer.js';
import { codecOf } from './video/codecs.js';
import { type FrameRate, parseFrameRate } from './video/frame-rate.js';
import { VIDEO_CODECS, type VideoSettings } from './video/video-settings.js';
import { WorkerError } from './worker-error.js';

const WorkerVariables = v.object({
  RENDERER: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^(test-pattern|command|blender|povray|[./].*\.m?js)$/,
        'test-pattern, command, blender, povray or the path of a module, such as ./my-renderer.mjs',
      ),
    ),
    'test-pattern',
  ),
  RENDER_COMMAND: v.optional(v.string()),
  RENDER_OUTPUT: v.optional(nonEmpty('a file name such as beauty.{frame:04}.exr')),
  RENDER_RETRY_ON: v.optional(v.pipe(v.string(), v.check(isPattern, 'a regular expression'))),
  FRAME_TIMEOUT_SECONDS: v.optional(wholeNumber(1, 7 * 86_400)),
  RENDER_STALL_SECONDS: v.optional(wholeNumber(1, 7 * 86_400)),
  SCENE_URI: v.optional(nonEmpty('file:///… or s3://BUCKET/KEY')),
  SCENE_FILE: v.optional(nonEmpty('the path of the scene in the folder or archive of SCENE_URI')),
  BLENDER_PATH: v.optional(nonEmpty('the path of Blender')),
  BLENDER_MISSING_FILES: v.optional(v.picklist(['fail', 'ignore'], 'fail or ignore')),
  BLENDER_AUTOEXEC: v.optional(v.picklist(['true', 'false'], 'true or false')),
  CYCLES_DEVICE: v.optional(nonEmpty('CPU, CUDA, OPTIX, HIP, ONEAPI or METAL')),
  POVRAY_PATH: v.optional(nonEmpty('the path of POV-Ray')),
  POVRAY_ARGS: v.optional(v.string()),
  WIDTH: v.optional(wholeNumber(16, 16_384)),
  HEIGHT: v.optional(wholeNumber(16, 16_384)),
  FRAME_FORMAT: v.optional(v.picklist(['png', 'jpg', 'tif', 'exr'], 'one of png, jpg, tif, exr'), 'png'),
  ANIMATION_FIRST: v.optional(wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  ANIMATION_LAST: v.optional(wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  FPS: v.optional(frameRate(), '24'),
  VIDEO_CODEC: v.optional(v.picklist(VIDEO_CODECS, `one of ${VIDEO_CODECS.join(', ')}`), 'h264'),
  PIXEL_FORMAT: v.optional(nonEmpty('a pixel format of ffmpeg, such as yuv420p')),
  CRF: v.optional(wholeNumber(0, 63)),
  PRESET: v.optional(nonEmpty("a preset of the codec's encoder, such as medium")),
  SEGMENTS: v.optional(trueOrFalse(), 'true'),
  VCPUS: v.optional(wholeNumber(1, 1_024)),
  FFMPEG_PATH: v.optional(nonEmpty('the path of an ffmpeg program')),
  AWS_REGION: v.optional(nonEmpty('an AWS region, such as eu-central-1')),
});

/** Variables that AWS Batch itself sets, which are never handed on. */
const BatchVariables = v.object({
  AWS_BATCH_JOB_ATTEMPT: v.optional(wholeNumber(1, 10), '1'),
});

/** Variables that only a start job reads. */
const StartVariables = v.object({
  JOB_QUEUE: v.optional(nonEmpty('the name or ARN of a job queue')),
  JOB_DEFINITION: v.optional(nonEmpty('the name, name:revision or ARN of a job definition')),
  SUBMIT_DEADLINE_SECONDS: v.optional(wholeNumber(1, 3_600), '180'),
  PASS_ENV: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[A-Za-z_][A-Za-z0-9_]*(,[A-Za-z_][A-Za-z0-9_]*)*$/,
        'names of variables with commas between them',
      ),
      v.transform((text) => text.split(',')),
    ),
  ),
});

/** All that a job was told, read once and known to be sound. */
export interface Settings {
  /** What the contract with the submitter says: step, plan, chunk, run, output. */
  readonly job: JobEnvironment;
  /** RENDERER: what turns frame numbers into pictures. */
  readonly renderer: string;
  /** WIDTH: of a frame, in pixels; undefined where the scene decides. */
  readonly width: number | undefined;
  /** HEIGHT: of a frame, in pixels; undefined where the scene decides. */
  readonly height: number | undefined;
  /** FRAME_FORMAT: how a frame is stored. */
  readonly frameFormat: FrameFormat;
  /** SCENE_URI: what is rendered. */
  readonly sceneUri: string | undefined;
  /** SCENE_FILE: which file of its folder or archive. */
  readonly sceneFile: string | undefined;
  /** All variables of the job, for renderers that have their own. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** ANIMATION_FIRST: first frame of the whole animation, whatever part of it this job renders. */
  readonly animationFirst: number;
  /** ANIMATION_LAST: last frame of the whole animation. */
  readonly animationLast: number;
  /** VIDEO_CODEC, PIXEL_FORMAT, CRF, PRESET and FPS: how the video is encoded. */
  readonly video: VideoSettings;
  /** VCPUS: how many processors this job may use; start reads them from its own job where they are not given. */
  readonly vcpus: number | undefined;
  /** SEGMENTS: whether children encode their chunks, which compile then only joins. */
  readonly segments: boolean;
  /** AWS_BATCH_JOB_ATTEMPT: which try of this job it is, from 1. */
  readonly attempt: number;
  /** FFMPEG_PATH: the ffmpeg to use before any other. */
  readonly ffmpegPath: string | undefined;
  /** What a start job submits with. */
  readonly submission: SubmissionSettings;
}

/** What a start job needs to submit the others. */
export interface SubmissionSettings {
  /** AWS_REGION, else AWS_DEFAULT_REGION. */
  readonly region: string | undefined;
  /** AWS_BATCH_JOB_ID: the start job itself. */
  readonly jobId: string | undefined;
  /** JOB_QUEUE, else the start job's own. */
  readonly jobQueue: string | undefined;
  /** JOB_DEFINITION, where it is set. */
  readonly jobDefinition: string | undefined;
  /** SUBMIT_DEADLINE_SECONDS: how long throttles and lost answers are borne. */
  readonly deadlineSeconds: number;
  /** The variables that the start job was given and hands on, as they were written. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Reads and checks every variable a worker knows, before anything is done.
 *
 * @param environment - The variables of a job, as `process.env` holds them.
 * @param plan - What `PLAN_URI` names, where it is set.
 * @throws {@link WorkerError} with exit code 64, or a `FanoutError`, naming the variable, its value and what is allowed.
 * @example
 * ```ts
 * const job = { JOB_TYPE: 'render', RUN_ID: 'film', OUTPUT_URI: 'file:///renders', FRAMES: '1-9', FRAMES_PER_RENDER_JOB: '3' };
 * readSettings(job).width; // 1280
 * ```
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  plan?: FanoutPlan,
): Settings {
  const job = readJobEnvironment(environment, plan);
  const worker = readVariables(WorkerVariables, environment);
  const { frames } = job.plan;
  const animationFirst = worker.ANIMATION_FIRST ?? frames.lowest;
  const animationLast = worker.ANIMATION_LAST ?? frames.highest;
  if (animationFirst > animationLast) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `ANIMATION_FIRST='${animationFirst}' is above ANIMATION_LAST='${animationLast}'; swap them`,
    );
  }
  return {
    job,
    renderer: worker.RENDERER,
    width: worker.WIDTH ?? (hasOwnSize(worker.RENDERER) ? undefined : 1_280),
    height: worker.HEIGHT ?? (hasOwnSize(worker.RENDERER) ? undefined : 720),
    frameFormat: worker.FRAME_FORMAT,
    sceneUri: worker.SCENE_URI,
    sceneFile: worker.SCENE_FILE,
    variables: environment,
    animationFirst,
    animationLast,
    video: readVideo(worker, environment),
    segments: worker.SEGMENTS,
    vcpus: worker.VCPUS,
    attempt: readVariables(BatchVariables, environment).AWS_BATCH_JOB_ATTEMPT,
    ffmpegPath: worker.FFMPEG_PATH,
    submission: readSubmission(environment, worker.AWS_REGION),
  };
}

/** Scenes of other renderers know their size. */
function hasOwnSize(renderer: string): boolean {
  return renderer !== 'test-pattern' && renderer !== 'povray';
}

/** What a codec knows nothing of is refused, so that nobody thinks it was heeded. */
function readVideo(
  worker: v.InferOutput<typeof WorkerVariables>,
  environment: Readonly<Record<string, string | undefined>>,
): VideoSettings {
  const { VIDEO_CODEC: codec, PIXEL_FORMAT, CRF, PRESET, FPS: frameRate } = worker;
  const { pixelFormats, crf, presets } = codecOf({ codec });
  const choose = (name: string, chosen: string | undefined, allowed: readonly string[], normal?: string) => {
    if (chosen === undefined || allowed.includes(chosen)) return chosen ?? normal;
    const what = allowed.length === 0 ? 'leave it out' : `choose one of ${allowed.join(', ')}`;
    throw new WorkerError(
      ExitCode.wrongSettings,
      `${name}='${environment[name]}' is nothing that VIDEO_CODEC=${codec} knows; ${what}`,
    );
  };
  const allowedCrf = Array.from({ length: crf === undefined ? 0 : crf.highest + 1 }, (_, value) =>
    String(value),
  );
  const chosenCrf = choose('CRF', CRF?.toString(), allowedCrf, crf?.normal.toString());
  return {
    codec,
    frameRate,
    pixelFormat: choose('PIXEL_FORMAT', PIXEL_FORMAT, pixelFormats, pixelFormats[0]) as string,
    crf: chosenCrf === undefined ? undefined : Number(chosenCrf),
    preset: choose('PRESET', PRESET, presets?.names ?? [], presets?.normal),
  };
}

function readSubmission(
  environment: Readonly<Record<string, string | undefined>>,
  awsRegion: string | undefined,
): SubmissionSettings {
  const {
    JOB_QUEUE,
    JOB_DEFINITION,
    SUBMIT_DEADLINE_SECONDS,
    PASS_ENV: passed = [],
  } = readVariables(StartVariables, environment);
  const region = awsRegion ?? environment.AWS_DEFAULT_REGION;
  const missing = passed.find((name) => environment[name] === undefined);
  if (missing !== undefined) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `PASS_ENV names ${missing}, but that is not set; set it or leave it out`,
    );
  }
  const names = [...PLAN_VARIABLES, 'OUTPUT_URI', ...Object.keys(WorkerVariables.entries), ...passed];
  const given = names.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    region,
    jobId: environment.AWS_BATCH_JOB_ID,
    jobQueue: JOB_QUEUE ?? environment.AWS_BATCH_JQ_NAME,
    jobDefinition: JOB_DEFINITION,
    deadlineSeconds: SUBMIT_DEADLINE_SECONDS,
    environment: { ...Object.fromEntries(given), ...(region !== undefined && { AWS_REGION: region }) },
  };
}

function readVariables<T extends v.ObjectSchema<v.ObjectEntries, undefined>>(
  schema: T,
  environment: Readonly<Record<string, string | undefined>>,
): v.InferOutput<T> {
  const result = v.safeParse(schema, environment, { abortPipeEarly: true });
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const name = String(issue.path?.[0]?.key);
    return `${name}='${environment[name]}' is not ${issue.message}`;
  });
  throw new WorkerError(ExitCode.wrongSettings, problems.join('; '));
}

function wholeNumber(minimum: number, maximum: number) {
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  return v.pipe(
    v.string(),
    v.regex(/^-?[0-9]+$/, allowed),
    v.transform(Number),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
  );
}

function frameRate() {
  const allowed =
    'a frame rate above 0 and up to 240: a whole number, a fraction such as 30000/1001, or 23.976, 29.97 or 59.94';
  return v.pipe(
    v.string(),
    v.transform(parseFrameRate),
    v.custom<FrameRate>((rate) => rate !== undefined, allowed),
  );
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}

function trueOrFalse() {
  return v.pipe(
    v.picklist(['true', 'false'], 'true or false'),
    v.transform((text) => text === 'true'),
  );
}

function nonEmpty(allowed: string) {
  return v.pipe(v.string(), v.minLength(1, allowed));
}
