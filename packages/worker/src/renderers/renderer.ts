import type { FrameSet } from '@render/batch-fanout/planning';

/** What a renderer is asked for. */
export interface RenderRequest {
  /** The frames to render, in this order; never one that is already there. */
  readonly frames: FrameSet;
  /** Size of a frame in pixels. */
  readonly width: number;
  readonly height: number;
  /** The whole animation's range, for pictures that depend on it. */
  readonly animationFirst: number;
  readonly animationLast: number;
  /** Aborts when the job has to stop; a renderer then ends its processes and throws. */
  readonly signal: AbortSignal;
}

/** One finished picture. */
export interface RenderedFrame {
  readonly frame: number;
  /** The picture's file, whole. */
  readonly data: Uint8Array;
}

/** Turns frame numbers into pictures. The same request gives the same pictures, on every machine. */
export interface Renderer {
  /** The value of RENDERER that chooses it. */
  readonly name: string;
  /** Renders the frames one after another and yields each as soon as it is finished. */
  render(request: RenderRequest): AsyncIterable<RenderedFrame> | Iterable<RenderedFrame>;
}
