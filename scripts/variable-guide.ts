import type { StartVariables, WorkerVariables } from '../packages/worker/src/settings/variables.js';

/** What a variable means, to whom, and how it may look. */
export interface VariableGuide {
  readonly meaning: string;
  readonly example: string;
}

type Entries = typeof WorkerVariables.entries & typeof StartVariables.entries;

/** Every variable of the worker's own schema; the compiler names one that is missing here. */
export const ownVariables: Readonly<Record<keyof Entries, VariableGuide>> = {
  RENDERER: { meaning: 'what turns frame numbers into pictures', example: 'blender' },
  RENDER_COMMAND: {
    meaning: 'of `command`: the program and its arguments',
    example: '["draw","{frame}","{output}"]',
  },
  RENDER_OUTPUT: {
    meaning: 'which of several files of a frame is its picture',
    example: 'beauty.{frame:04}.exr',
  },
  RENDER_RETRY_ON: {
    meaning: 'a line by which a renderer says that trying later could help',
    example: 'no licen[cs]e',
  },
  FRAME_TIMEOUT_SECONDS: { meaning: 'how long a frame may take; unset: 6 hours', example: '900' },
  RENDER_STALL_SECONDS: {
    meaning: 'how long a renderer may give neither output nor a finished frame; unset: 1 hour',
    example: '300',
  },
  SCENE_URI: {
    meaning: 'what is rendered: a file, a folder (on S3 with a slash at its end), a `.zip` or `.tar.gz`',
    example: 's3://scenes/shot.zip',
  },
  SCENE_FILE: { meaning: 'the scene in that folder or archive', example: 'shot/shot.blend' },
  BLENDER_PATH: { meaning: 'the Blender to run; unset: `blender` on PATH', example: '/opt/blender/blender' },
  BLENDER_MISSING_FILES: {
    meaning: 'whether files that the scene lacks end the job; unset: fail',
    example: 'ignore',
  },
  BLENDER_AUTOEXEC: { meaning: 'whether scripts in the scene may run; unset: false', example: 'true' },
  CYCLES_DEVICE: { meaning: 'what Cycles renders on; unset: as the scene says', example: 'OPTIX' },
  POVRAY_PATH: { meaning: 'the POV-Ray to run; unset: `povray` on PATH', example: '/opt/povray/bin/povray' },
  POVRAY_ARGS: { meaning: 'further arguments of POV-Ray, as a JSON array', example: '["+A0.3","+Llib"]' },
  WIDTH: { meaning: 'width in pixels; unset: 1280, or as the scene says', example: '1920' },
  HEIGHT: { meaning: 'height in pixels; unset: 720, or as the scene says', example: '1080' },
  FRAME_FORMAT: { meaning: 'how frames are stored', example: 'exr' },
  EXR_TRANSFER: {
    meaning: 'how the linear light of EXR frames becomes what the video shows; needed for it',
    example: 'srgb',
  },
  ANIMATION_FIRST: {
    meaning: "the whole animation's first frame; unset: the lowest planned one",
    example: '1',
  },
  ANIMATION_LAST: {
    meaning: "the whole animation's last frame; unset: the highest planned one",
    example: '240',
  },
  FPS: { meaning: 'frames per second', example: '30000/1001' },
  VIDEO_CODEC: { meaning: 'how the video is encoded', example: 'prores' },
  PIXEL_FORMAT: { meaning: "as ffmpeg names it; unset: the codec's usual one", example: 'yuv422p10le' },
  CRF: { meaning: "quality, lower is better; unset: the codec's usual one", example: '16' },
  PRESET: { meaning: 'speed of the encoder; unset: its usual one', example: 'slow' },
  SEGMENTS: { meaning: 'whether children encode their chunks and compile only joins them', example: 'false' },
  KEEP_FRAMES: { meaning: "whether a chunk's frames stay once its segment is stored", example: 'false' },
  ON_MISSING_FRAMES: {
    meaning:
      'what becomes of a frame that the renderer fails twice: the chunk fails; or the frame is left out, and the video holds its neighbour or shows a slate with its number',
    example: 'slate',
  },
  AUDIO_URI: {
    meaning: "the film's sound, cut or filled with silence to its length",
    example: 's3://scenes/shot.wav',
  },
  VCPUS: { meaning: "processors to use; unset: start hands on those of the jobs' definition", example: '4' },
  FFMPEG_PATH: {
    meaning: 'the ffmpeg to run; unset: on PATH, else the package @ffmpeg-installer/ffmpeg',
    example: '/opt/ffmpeg',
  },
  AWS_REGION: { meaning: 'where the queue and the bucket are', example: 'eu-central-1' },
  JOB_QUEUE: { meaning: "where start submits; unset: start's own queue", example: 'spot' },
  JOB_DEFINITION: {
    meaning: "what start submits; unset: start's own definition",
    example: 'render-worker:7',
  },
  SUBMIT_DEADLINE_SECONDS: { meaning: 'how long start bears throttles and lost answers', example: '600' },
  PASS_ENV: { meaning: 'further variables that start hands on; never secrets', example: 'OCIO,SHOT' },
};

/** The variables of the contract between submitter and worker. */
export const contractVariables: Readonly<
  Record<string, VariableGuide & { readonly type: string; readonly normal: string }>
> = {
  JOB_TYPE: {
    meaning: 'which step the job takes',
    type: '`start`, `render` or `compile`',
    normal: 'required',
    example: 'start',
  },
  TOTAL_FRAMES: {
    meaning: 'how many frames',
    type: 'whole number from 1 to 2000000',
    normal: 'this or `FRAMES`',
    example: '240',
  },
  FIRST_FRAME: { meaning: 'the first of them', type: 'whole number', normal: '1', example: '1001' },
  FRAMES: {
    meaning: 'which frames',
    type: 'frame set',
    normal: 'this or `TOTAL_FRAMES`',
    example: '1001-1010:3,2000',
  },
  FRAMES_DIALECT: {
    meaning: 'how `FRAMES` is written',
    type: '`openjd` or `opencue`',
    normal: '`openjd`',
    example: 'opencue',
  },
  FRAMES_PER_RENDER_JOB: {
    meaning: 'most frames of a chunk',
    type: 'whole number from 1',
    normal: 'this or `CHUNK_SIZES`',
    example: '30',
  },
  CHUNK_SIZES: {
    meaning: 'or the size of every chunk',
    type: 'run lengths',
    normal: 'none',
    example: '100*30,8*5',
  },
  DISTRIBUTION: {
    meaning: 'how frames are cut into chunks',
    type: '`even`, `fixed` or `interleaved`',
    normal: '`even`',
    example: 'interleaved',
  },
  OVERFLOW: {
    meaning: 'what becomes of more than 10,000 chunks',
    type: '`split`, `grow` or `error`',
    normal: '`split`',
    example: 'grow',
  },
  RUN_ID: {
    meaning: "names the film's folder and jobs",
    type: 'letters, digits, - and _',
    normal: "start: its job's id",
    example: 'shot-010',
  },
  OUTPUT_URI: {
    meaning: "the folder above the run's own",
    type: '`file:///…` or `s3://bucket/prefix`',
    normal: 'required',
    example: 's3://renders/nightly',
  },
};
