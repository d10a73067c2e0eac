import { type FanoutPlan, PLAN_VARIABLES, readJobEnvironment } from '@render/batch-fanout/planning';
import * as v from 'valibot';
import { ExitCode } from '../exit-code.js';
import { cutBetweenSecrets, findSecrets } from '../hide-secrets.js';
import { DEFAULT_SIZE } from '../pictures/picture-size.js';
import { WorkerError } from '../worker-error.js';
import { checkFilmLength } from './check-film-length.js';
import { checkFrameCount } from './check-frame-count.js';
import { checkSources } from './check-sources.js';
import { readVideo } from './read-video.js';
import type { Settings, SubmissionSettings } from './settings.js';
import { BatchVariables, StartVariables, WorkerVariables } from './variables.js';

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
  checkSources(worker);
  const animationFirst = worker.ANIMATION_FIRST ?? frames.lowest;
  const animationLast = worker.ANIMATION_LAST ?? frames.highest;
  if (animationFirst > animationLast) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `ANIMATION_FIRST='${animationFirst}' is above ANIMATION_LAST='${animationLast}'; swap them`,
    );
  }
  if ((worker.WIDTH === undefined) !== (worker.HEIGHT === undefined)) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      worker.WIDTH === undefined
        ? `HEIGHT='${worker.HEIGHT}' is set, but WIDTH is not; set both or none`
        : `WIDTH='${worker.WIDTH}' is set, but HEIGHT is not; set both or none`,
    );
  }
  if (worker.RENDER_COMMAND !== undefined && worker.RENDERER === 'test-pattern') {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `RENDER_COMMAND is set, but RENDERER is 'test-pattern', which runs none; set RENDERER to command`,
    );
  }
  // Compile does not render: it takes what is there.
  if (job.jobType !== 'compile' && worker.FRAME_FORMAT !== 'png' && worker.RENDERER === 'test-pattern') {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `FRAME_FORMAT='${worker.FRAME_FORMAT}' is nothing that RENDERER=test-pattern makes; leave it out, or choose another renderer`,
    );
  }
  checkFrameCount(frames.size);
  const video = readVideo(worker, environment);
  if (video !== undefined && worker.AUDIO_URI !== undefined) checkFilmLength(frames.size, video.frameRate);
  if (video !== undefined && worker.FRAME_FORMAT === 'exr' && worker.EXR_TRANSFER === undefined) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `FRAME_FORMAT='exr' holds linear light, which no video shows; set EXR_TRANSFER to srgb, bt709 or linear, or VIDEO_CODEC to none`,
    );
  }
  const hasSegments =
    video !== undefined &&
    worker.SEGMENTS &&
    (job.plan.distribution !== 'interleaved' || job.plan.chunkCount === 1);
  if (!worker.KEEP_FRAMES && !hasSegments) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `KEEP_FRAMES='false' needs segments, which SEGMENTS='false', DISTRIBUTION='interleaved' and VIDEO_CODEC='none' do without; keep the frames`,
    );
  }
  return {
    job,
    renderer: worker.RENDERER,
    width: worker.WIDTH ?? (hasOwnSize(worker.RENDERER) ? undefined : DEFAULT_SIZE.width),
    height: worker.HEIGHT ?? (hasOwnSize(worker.RENDERER) ? undefined : DEFAULT_SIZE.height),
    frameFormat: worker.FRAME_FORMAT,
    exrTransfer: worker.EXR_TRANSFER,
    sceneUri: worker.SCENE_URI,
    sceneFile: worker.SCENE_FILE,
    variables: environment,
    animationFirst,
    animationLast,
    video,
    segments: worker.SEGMENTS,
    onMissingFrames: worker.ON_MISSING_FRAMES,
    keepFrames: worker.KEEP_FRAMES,
    audioUri: worker.AUDIO_URI,
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

const LONGEST_VALUE = 200;

function shorten(value: string, environment: Readonly<Record<string, string | undefined>>): string {
  const cut = cutBetweenSecrets(value, LONGEST_VALUE, findSecrets(environment));
  return value.length > LONGEST_VALUE ? `${cut}…` : cut;
}

function readVariables<T extends v.ObjectSchema<v.ObjectEntries, undefined>>(
  schema: T,
  environment: Readonly<Record<string, string | undefined>>,
): v.InferOutput<T> {
  const result = v.safeParse(schema, environment, { abortPipeEarly: true });
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const name = String(issue.path?.[0]?.key);
    return `${name}='${shorten(environment[name] ?? '', environment)}' is not ${issue.message}`;
  });
  throw new WorkerError(ExitCode.wrongSettings, problems.join('; '));
}
