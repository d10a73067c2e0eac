import * as v from 'valibot';
import { FRAME_FORMATS } from '../pictures/frame-format.js';
import { EXR_TRANSFERS } from '../video/video-picture.js';
import { VIDEO_CODECS } from '../video/video-settings.js';
import { ON_MISSING_FRAMES } from './on-missing-frames.js';
import { frameRate, nonEmpty, trueOrFalse, wholeNumber } from './value-kinds.js';

/** The variables of rendering and of the video, which a start job hands on. */
export const WorkerVariables = v.object({
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
  RENDER_OUTPUT: v.optional(
    v.pipe(v.string(), v.regex(/^[^/\0]+$/, 'a file name without folders, such as beauty.{frame:04}.exr')),
  ),
  RENDER_RETRY_ON: v.optional(nonEmpty('a regular expression of RE2')),
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
  FRAME_FORMAT: v.optional(v.picklist(FRAME_FORMATS, `one of ${FRAME_FORMATS.join(', ')}`), 'png'),
  EXR_TRANSFER: v.optional(v.picklist(EXR_TRANSFERS, `one of ${EXR_TRANSFERS.join(', ')}`)),
  ANIMATION_FIRST: v.optional(wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  ANIMATION_LAST: v.optional(wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
  FPS: v.optional(frameRate(), '24'),
  VIDEO_CODEC: v.optional(
    v.picklist([...VIDEO_CODECS, 'none'], `one of ${VIDEO_CODECS.join(', ')}, none`),
    'h264',
  ),
  PIXEL_FORMAT: v.optional(nonEmpty('a pixel format of ffmpeg, such as yuv420p')),
  CRF: v.optional(wholeNumber(0, 63)),
  PRESET: v.optional(nonEmpty("a preset of the codec's encoder, such as medium")),
  SEGMENTS: v.optional(trueOrFalse(), 'true'),
  KEEP_FRAMES: v.optional(trueOrFalse(), 'true'),
  ON_MISSING_FRAMES: v.optional(
    v.picklist(ON_MISSING_FRAMES, `one of ${ON_MISSING_FRAMES.join(', ')}`),
    'fail',
  ),
  AUDIO_URI: v.optional(nonEmpty('file:///… or s3://BUCKET/KEY')),
  VCPUS: v.optional(wholeNumber(1, 1_024)),
  FFMPEG_PATH: v.optional(nonEmpty('the path of an ffmpeg program')),
  AWS_REGION: v.optional(nonEmpty('an AWS region, such as eu-central-1')),
});

/** Variables that AWS Batch itself sets, which are never handed on. */
export const BatchVariables = v.object({
  AWS_BATCH_JOB_ATTEMPT: v.optional(wholeNumber(1, 10), '1'),
});

/** Variables that only a start job reads. */
export const StartVariables = v.object({
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
