import type { RenderRequest } from './renderer.js';

/** The longest time that a timer can wait. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_WAIT_MS = 2 ** 31 - 1;
const DEFAULT_FRAME_SECONDS = 6 * 3_600;
const DEFAULT_STALL_SECONDS = 3_600;

/** The limits of one piece of rendering while it runs. */
export interface TimeLimits {
  /** A sign of life, something said or a frame finished: the stall limit begins anew. */
  refresh(): void;
  /** Until {@link TimeLimits.resume} silence means nothing: what is finished waits for storage, and nobody looks for more. */
  pause(): void;
  /** The stall limit begins anew. */
  resume(): void;
  /** From now on only this frame has its time, unless it was named before. */
  beginFrame(frame: number): void;
  end(): void;
}

/**
 * Limits rendering by FRAME_TIMEOUT_SECONDS for each frame, and by RENDER_STALL_SECONDS without a sign of life.
 *
 * @param frames - How many are rendered: there is the time of so many until one is begun by its name.
 * @param stop - Called once with what went wrong, such as `said nothing and finished no frame for 60 s`.
 */
export function startTimeLimits(
  { variables }: Pick<RenderRequest, 'variables'>,
  frames: number,
  stop: (why: string) => void,
): TimeLimits {
  const stallSeconds = secondsOf(variables.RENDER_STALL_SECONDS, DEFAULT_STALL_SECONDS);
  const startStall = () => startTimer('said nothing and finished no frame for', stallSeconds, stop);
  let stall: NodeJS.Timeout | undefined = startStall();
  let isOver = false;
  const pause = () => {
    clearTimeout(stall);
    stall = undefined;
  };
  const frameSeconds = secondsOf(variables.FRAME_TIMEOUT_SECONDS, DEFAULT_FRAME_SECONDS);
  let timeOut = startTimer('took more than', frameSeconds * frames, stop);
  let current: number | undefined;
  return {
    refresh: () => void stall?.refresh(),
    pause,
    resume() {
      pause();
      // Frames of a program that has ended are taken later.
      if (!isOver) stall = startStall();
    },
    beginFrame(frame) {
      if (frame === current) return;
      current = frame;
      clearTimeout(timeOut);
      timeOut = startTimer(`took for frame ${frame} more than`, frameSeconds, stop);
    },
    end() {
      isOver = true;
      pause();
      clearTimeout(timeOut);
    },
  };
}

function secondsOf(value: string | undefined, normal: number): number {
  return value === undefined ? normal : Number(value);
}

function startTimer(what: string, seconds: number, stop: (why: string) => void): NodeJS.Timeout {
  return setTimeout(stop, Math.min(seconds * 1_000, LONGEST_WAIT_MS), `${what} ${seconds} s`);
}
