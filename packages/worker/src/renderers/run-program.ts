import { type ChildProcess, spawn } from 'node:child_process';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { FrameFailure } from './frame-failure.js';
import { ProgramOutput } from './program-output.js';
import type { RenderRequest } from './renderer.js';
import { startTimeLimits } from './time-limits.js';

/** One call of a renderer's program. */
export interface ProgramCall {
  readonly command: readonly string[];
  /** Whose call it is. */
  readonly request: RenderRequest;
  /** How many frames it renders: it has the time of so many. */
  readonly frames: number;
  /** Exit codes by which it says that no frame of the scene can be rendered, whichever it is. */
  readonly fatalExitCodes?: readonly number[];
  /** Called with each line of what it says. */
  readonly onLine?: (line: string) => void;
}

/** What is left of the five seconds in which a renderer has to stop. */
const KILL_AFTER_MS = 3_000;

/**
 * Runs a renderer's program to its end, without a shell, as a process group of its own that is gone afterwards.
 *
 * FRAME_TIMEOUT_SECONDS limits its time for each frame, RENDER_STALL_SECONDS how long it may say nothing.
 *
 * @throws WorkerError with exit code 69 if it is not there, 75 with the last lines that it said if RENDER_RETRY_ON finds
 *   something in them; {@link FrameFailure} with 75 if it takes too long or was killed, else 65; the signal's reason.
 */
export async function runProgram({
  command,
  request,
  frames,
  fatalExitCodes,
  onLine,
}: ProgramCall): Promise<void> {
  const { scratch, variables, signal } = request;
  const [program = '', ...args] = command;
  signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd: scratch,
    detached: true,
    env: variables as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let ending: string | undefined;
  const stop = (why: string) => {
    ending ??= why;
    void endGroup(child);
  };
  const limits = startTimeLimits(request, frames, stop);
  const onAbort = () => stop('was stopped');
  signal.addEventListener('abort', onAbort, { once: true });
  const output = new ProgramOutput(request);
  for (const stream of [child.stdout, child.stderr]) {
    output.follow(stream, (line) => {
      limits.refresh();
      onLine?.(line);
    });
  }

  try {
    const [exitCode, killedBy] = await ended(child);
    signal.throwIfAborted();
    const { failure, asksForRetry, lastWords } = output;
    if (exitCode === 0 && ending === undefined && failure === undefined) return;
    const how =
      ending ?? (failure === undefined ? `ended with ${exitCode ?? killedBy}` : `failed: ${failure}`);
    const isTemporary = asksForRetry || ending !== undefined || exitCode === null;
    const isFatal = asksForRetry || fatalExitCodes?.includes(exitCode ?? 0);
    throw new (isFatal ? WorkerError : FrameFailure)(
      isTemporary ? ExitCode.temporary : ExitCode.wrongData,
      `${program} ${how}; it said last: ${lastWords}`,
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES') throw error;
    throw new WorkerError(ExitCode.missingProgram, `${program} is not there or cannot be run; install it`, {
      cause: error,
    });
  } finally {
    limits.end();
    // What a grandchild outside of the group holds open would keep this process waiting.
    child.stdout.destroy();
    child.stderr.destroy();
    signal.removeEventListener('abort', onAbort);
    signalGroup(child, 'SIGKILL');
  }
}

function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Not 'close': what a stray grandchild holds open would keep it waiting.
    child.once('exit', (exitCode, killedBy) => setImmediate(() => resolve([exitCode, killedBy])));
  });
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (!signalGroup(child, 'SIGTERM')) return;
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS);
  child.once('exit', () => clearTimeout(timer));
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch {
    // Nobody is left of the group.
    return false;
  }
}
