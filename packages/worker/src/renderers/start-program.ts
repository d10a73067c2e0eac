import { type ProgramCall, runProgram } from './run-program.js';

/** A renderer's program while it runs. */
export interface RunningProgram {
  /** Its end, as {@link runProgram} tells it. */
  readonly ended: Promise<void>;
  /** Ends it where it has not ended by itself; all of its processes are gone afterwards. */
  giveUp(): Promise<void>;
}

/** Starts a renderer's program for whoever takes its frames meanwhile, and may stop before it ends. */
export function startProgram(call: ProgramCall): RunningProgram {
  const end = new AbortController();
  const signal = AbortSignal.any([call.request.signal, end.signal]);
  const ended = runProgram({ ...call, request: { ...call.request, signal } });
  // Nobody may be waiting when it fails.
  const settled = ended.catch(() => undefined);
  return {
    ended,
    async giveUp() {
      end.abort();
      await settled;
    },
  };
}
