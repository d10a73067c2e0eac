import type { FrameSet } from '@render/batch-fanout/planning';
import type { FrameFormat } from '../pictures/frame-format.js';

/** What a renderer is asked for. */
export interface RenderRequest {
  /** The frames to render, in this order; never one that is already there. */
  readonly frames: FrameSet;
  /** Width of a frame in pixels; undefined where the scene decides. */
  readonly width: number | undefined;
  /** Height of a frame in pixels; undefined where the scene decides. */
  readonly height: number | undefined;
  /** How each frame must be written. */
  readonly frameFormat: FrameFormat;
  /** First frame of the whole animation, for pictures that depend on it. */
  readonly animationFirst: number;
  /** Last frame of the whole animation. */
  readonly animationLast: number;
  /** Absolute path of the scene, a file or a folder; undefined without SCENE_URI. */
  readonly scene: string | undefined;
  /** An empty folder for whatever the renderer writes; it is removed afterwards. */
  readonly scratch: string;
  /** How many processors there are to use. */
  readonly vcpus: number;
  /** The job's variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Tells people how it goes. */
  readonly report: (message: string) => void;
  /** Aborts when the job has to stop; a renderer then ends its processes within 3 seconds and throws. */
  readonly signal: AbortSignal;
}

/** One finished picture: as bytes, or as a file in the scratch folder, which is taken from there before the renderer goes on. */
export interface RenderedFrame {
  /** Which frame it is. */
  readonly frame: number;
  /** The picture's file as bytes; in the place of `file`. */
  readonly data?: Uint8Array;
  /** Path of the picture's file, in the scratch folder of `render` or of `prepare`; in the place of `data`. */
  readonly file?: string;
  /**
   * Paths of further files of the same frame by name, such as `depth.exr`, that are kept beside it; in the same folders. Of a folder its files are,
   * `beauty.left.exr` for `left.exr` in the folder `beauty`. Alone, without a picture, they are further ones of a frame that
   * was given before.
   */
  readonly others?: Readonly<Record<string, string>>;
}

/**
 * Turns frame numbers into pictures. The same request gives the same pictures, on every machine.
 *
 * A module of one's own, `RENDERER=./my-renderer.mjs`, exports one as `renderer`.
 */
export interface Renderer {
  /** What it is called in messages. */
  readonly name: string;
  /** Checks what it needs to know before anything is rendered; throws where the variables do not make sense. */
  readonly prepare?: (request: RenderRequest) => void | Promise<void>;
  /** Renders the frames and yields each as soon as it is finished, in whatever order. */
  readonly render: (request: RenderRequest) => AsyncIterable<RenderedFrame> | Iterable<RenderedFrame>;
}
