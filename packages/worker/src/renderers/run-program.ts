import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { FrameFailure } from './frame-failure.js';
import { ProcessGroup, type ProgramEnd } from './process-group.js';
import { ProgramOutput } from './program-output.js';
import type { RenderRequest } from './renderer.js';
import { readRetryPattern } from './retry-pattern.js';
import { startTimeLimits, type TimeLimits } from './time-limits.js';

/** One call of a renderer's program. */
export interface ProgramCall {
  readonly command: readonly string[];
  /** Whose call it is. */
  readonly request: RenderRequest;
  /** How many frames it renders: it has the time of so many. */
  readonly frames: number;
  /** Finds in a line which frame it goes on with; then that one alone has its time. */
  readonly frameLine?: RegExp;
  /** The frame for what {@link ProgramCall.frameLine} has found. @defaultValue that number itself */
  readonly frameOf?: (found: number) => number;
  /** Exit codes by which it says that no frame of the scene can be rendered, whichever it is. */
  readonly fatalExitCodes?: readonly number[];
  /** Called with each line of what it says. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a renderer's program to its end, without a shell, as a process group of its own that is gone afterwards.
 *
 * FRAME_TIMEOUT_SECONDS limits its time for each frame, RENDER_STALL_SECONDS how long it may neither say anything nor finish a
 * frame.
 *
 * @param onStart - Called once it runs, with its limits, which are told what it says, and of finished frames by the caller; and
 *   with what it says.
 * @throws WorkerError with exit code 69 if it is not there, 75 with the last lines that it said if RENDER_RETRY_ON finds
 *   something in them; {@link FrameFailure} with 75 if it takes too long or was killed, else 65; the signal's reason.
 */
export async function runProgram(
  call: ProgramCall,
  onStart: (limits: TimeLimits, output: ProgramOutput) => void,
): Promise<void> {
  const { command, request, frames, frameLine, frameOf = Number, onLine } = call;
  const { scratch, variables, signal } = request;
  const retryOn = await readRetryPattern(variables.RENDER_RETRY_ON);
  const temporary = join(scratch, 'temporary');
  await mkdir(temporary, { recursive: true });
  signal.throwIfAborted();
  // What a program that is killed leaves there is gone with the scratch folder.
  const group = new ProcessGroup(command, scratch, { ...variables, TMPDIR: temporary });
  let stopped: string | undefined;
  const stop = (why: string) => {
    stopped ??= why;
    group.stop();
  };
  const limits = startTimeLimits(request, frames, stop);
  const onAbort = () => stop('was stopped');
  signal.addEventListener('abort', onAbort, { once: true });
  const output = new ProgramOutput(request, retryOn);
  onStart(limits, output);
  for (const stream of group.streams) {
    // Not by lines: dots in a row are a sign of life too.
    stream.on('data', () => limits.refresh());
    output.follow(stream, (line) => {
      const [, found] = frameLine?.exec(line) ?? [];
      if (found !== undefined) limits.beginFrame(frameOf(Number(found)));
      onLine?.(line);
    });
  }

  try {
    const end = await group.ended;
    signal.throwIfAborted();
    assertSuccess(call, output, end, stopped);
  } finally {
    limits.end();
    signal.removeEventListener('abort', onAbort);
    group.kill();
  }
}

/** @param stopped - Why it was ended, where it was. */
function assertSuccess(
  { command, fatalExitCodes }: ProgramCall,
  { failure, asksForRetry, lastWords }: ProgramOutput,
  { exitCode, killedBy }: ProgramEnd,
  stopped: string | undefined,
): void {
  if (exitCode === 0 && stopped === undefined && failure === undefined) return;
  const how =
    stopped ?? (failure === undefined ? `ended with ${exitCode ?? killedBy}` : `failed: ${failure}`);
  const isTemporary = asksForRetry || stopped !== undefined || exitCode === null;
  const isFatal = asksForRetry || fatalExitCodes?.includes(exitCode ?? 0);
  throw new (isFatal ? WorkerError : FrameFailure)(
    isTemporary ? ExitCode.temporary : ExitCode.wrongData,
    `${command[0]} ${how}; it said last: ${lastWords}`,
  );
}
