import type { JobEnvironment } from '@render/batch-fanout/planning';
import type { FrameFormat } from '../pictures/frame-format.js';
import type { ExrTransfer } from '../video/video-picture.js';
import type { VideoSettings } from '../video/video-settings.js';
import type { OnMissingFrames } from './on-missing-frames.js';

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
  /** EXR_TRANSFER: how the linear light of EXR frames becomes what the video shows. */
  readonly exrTransfer: ExrTransfer | undefined;
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
  /** VIDEO_CODEC, PIXEL_FORMAT, CRF, PRESET and FPS: how the video is encoded; undefined where none is made. */
  readonly video: VideoSettings | undefined;
  /** VCPUS: how many processors this job may use; start reads them from its own job where they are not given. */
  readonly vcpus: number | undefined;
  /** AUDIO_URI: the film's sound. */
  readonly audioUri: string | undefined;
  /** ON_MISSING_FRAMES: what becomes of frames that a renderer fails twice. */
  readonly onMissingFrames: OnMissingFrames;
  /** KEEP_FRAMES: whether a chunk's frames stay once its segment is stored. */
  readonly keepFrames: boolean;
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
