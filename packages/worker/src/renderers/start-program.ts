import type { ProgramOutput } from './program-output.js';
import { type ProgramCall, runProgram } from './run-program.js';
import type { TimeLimits } from './time-limits.js';

/** A renderer's program while it runs. */
export interface RunningProgram {
  /** Its end, as {@link runProgram} tells it. */
  readonly ended: Promise<void>;
  /** Whether RENDER_RETRY_ON was found in what it has said so far. */
  readonly asksForRetry: boolean;
  /**
   * Tells that it has finished a frame, which is a sign of life where it says nothing. While the frame waits for storage nobody
   * looks for the next one, so that its silence counts again only with {@link RunningProgram.frameTaken}.
   */
  frameFinished(): void;
  frameTaken(): void;
  /** Ends it where it has not ended by itself; all of its processes are gone afterwards. */
  giveUp(): Promise<void>;
}

/** Starts a renderer's program for whoever takes its frames meanwhile, and may stop before it ends. */
export function startProgram(call: ProgramCall): RunningProgram {
  const end = new AbortController();
  const signal = AbortSignal.any([call.request.signal, end.signal]);
  let limits: TimeLimits | undefined;
  let output: ProgramOutput | undefined;
  const ended = runProgram({ ...call, request: { ...call.request, signal } }, (ofProgram, said) => {
    limits = ofProgram;
    output = said;
  });
  // Nobody may be waiting when it fails.
  const settled = ended.catch(() => undefined);
  return {
    ended,
    get asksForRetry() {
      return output?.asksForRetry ?? false;
    },
    frameFinished: () => limits?.pause(),
    frameTaken: () => limits?.resume(),
    async giveUp() {
      end.abort();
      await settled;
    },
  };
}
