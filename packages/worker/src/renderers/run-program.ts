import { type ChildProcess, spawn } from 'node:child_process';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { FrameFailure } from './frame-failure.js';
import { readProgressLine } from './progress-line.js';
import type { RenderRequest } from './renderer.js';

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

const LAST_LINES = 20;
const LONGEST_LINE = 2_000;
/** What is left of the five seconds in which a renderer has to stop. */
const KILL_AFTER_MS = 3_000;
const DEFAULT_FRAME_SECONDS = 6 * 3_600;
const DEFAULT_STALL_SECONDS = 3_600;

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
  const { scratch, variables, report, signal } = request;
  const [program = '', ...args] = command;
  signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd: scratch,
    detached: true,
    env: { ...process.env, ...variables } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const retryOn = variables.RENDER_RETRY_ON === undefined ? undefined : new RegExp(variables.RENDER_RETRY_ON);
  const seconds = (name: string, normal: number) => Number(variables[name] ?? normal);
  const lastLines: string[] = [];
  let failure: string | undefined;
  let isRetry = false;
  let ending: string | undefined;
  const stop = (why: string) => {
    ending ??= why;
    void endGroup(child);
  };

  const stallSeconds = seconds('RENDER_STALL_SECONDS', DEFAULT_STALL_SECONDS);
  let stallTimer = setTimeout(stop, stallSeconds * 1_000, `said nothing for ${stallSeconds} s`);
  const totalSeconds = seconds('FRAME_TIMEOUT_SECONDS', DEFAULT_FRAME_SECONDS) * frames;
  const totalTimer = setTimeout(
    stop,
    Math.min(totalSeconds * 1_000, 2 ** 31 - 1),
    `took more than ${totalSeconds} s`,
  );
  const onAbort = () => stop('was stopped');
  signal.addEventListener('abort', onAbort, { once: true });

  const read = (line: string) => {
    stallTimer.refresh();
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    isRetry ||= retryOn?.test(line) ?? false;
    const progress = readProgressLine(line);
    if (progress?.failure !== undefined) failure = progress.failure;
    if (progress?.status !== undefined) report(progress.status);
    onLine?.(line);
  };
  readLines(child.stdout, read);
  readLines(child.stderr, read);

  try {
    const [exitCode, killedBy] = await ended(child);
    signal.throwIfAborted();
    if (exitCode === 0 && ending === undefined && failure === undefined) return;
    const how =
      ending ?? (failure === undefined ? `ended with ${exitCode ?? killedBy}` : `failed: ${failure}`);
    const isTemporary = isRetry || ending !== undefined || exitCode === null;
    const isFatal = isRetry || fatalExitCodes?.includes(exitCode ?? 0);
    throw new (isFatal ? WorkerError : FrameFailure)(
      isTemporary ? ExitCode.temporary : ExitCode.wrongData,
      `${program} ${how}; it said last: ${lastLines.join(' | ') || 'nothing'}`,
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES') throw error;
    throw new WorkerError(ExitCode.missingProgram, `${program} is not there or cannot be run; install it`, {
      cause: error,
    });
  } finally {
    clearTimeout(stallTimer);
    clearTimeout(totalTimer);
    stallTimer = totalTimer;
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

/** Lines of any length, however much is said: a scene can print gigabytes. */
function readLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = `${rest}${text}`.split(/\r?\n|\r/);
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) onLine(line.slice(0, LONGEST_LINE));
  });
  stream?.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
