import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { feedProgram } from './feed-program.js';
import { Watchdog } from './watchdog.js';

/** It ended by itself with an error that would come again: its input is not what it can read. */
export class FfmpegRefusal extends WorkerError {}

/** What it says where the machine lacks something, which another attempt may have. */
const MACHINE_LACKS =
  /No space left on device|Disk quota exceeded|Cannot allocate memory|malloc of size|Resource temporarily unavailable|Too many open files/;

/** It ends with 0 all the same, and leaves a file that nobody can read. */
const UNFINISHED = /\[(error|fatal|panic)\] Error (writing trailer|closing file)/;

/** One call of ffmpeg. */
export interface FfmpegCall {
  /** Path of the program. */
  readonly ffmpeg: string;
  readonly args: readonly string[];
  /** What is written to its standard input, piece by piece, as fast as it reads. */
  readonly input?: AsyncIterable<Uint8Array>;
  /** Called with each line of its standard output. */
  readonly onLine?: (line: string) => void;
  /** It is killed when it neither takes input that is ready nor gets on for so long. @defaultValue 120 */
  readonly stallSeconds?: number;
  /** It is killed when it has not ended so long after its input has: it may rewrite a large file. @defaultValue 1800 */
  readonly endSeconds?: number;
  readonly signal: AbortSignal;
}

/**
 * Its version is among what it says at the level of information; levels at each line tell errors apart from that. Its
 * progress shows that it works, however long that takes.
 */
const TALKATIVE = ['-nostats', '-progress', 'pipe:2', '-loglevel', 'level+info'];
const LAST_LINES = 5;

/**
 * Runs ffmpeg to its end, without a shell.
 *
 * @returns The version that it says it is, so that nobody has to start it once more to ask.
 * @throws WorkerError with ffmpeg's last words: exit code 69 if it is not there or lacks the encoder, 75 if it is killed or
 *   stalls, the machine lacks something or it leaves its output or input unfinished; {@link FfmpegRefusal} with 65 if it
 *   fails else; what `input` throws; the signal's reason.
 */
export async function runFfmpeg(call: FfmpegCall): Promise<{ readonly version: string | undefined }> {
  const { input, onLine, stallSeconds = 120, endSeconds = 1_800, signal } = call;
  signal.throwIfAborted();
  // Loading it takes a worker milliseconds, and not every one encodes.
  const { spawn } = await import('node:child_process');
  const child = spawn(call.ffmpeg, [...TALKATIVE, ...call.args], { stdio: 'pipe' });
  const kill = () => child.kill('SIGKILL');
  const watchdog = new Watchdog(kill);
  watchdog.expect(stallSeconds);
  signal.addEventListener('abort', kill, { once: true });

  let [firstWords, lastWords] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (firstWords.length < 1_000) firstWords += text;
    lastWords = `${lastWords}${text}`.slice(-8_000);
    if (input === undefined) watchdog.expect(stallSeconds);
  });
  readLines(child, (line) => {
    watchdog.expect(stallSeconds);
    onLine?.(line);
  });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    let isFed = input === undefined;
    const fed = input && feedProgram(child, input, watchdog, { stallSeconds, endSeconds });
    const feeding = Promise.resolve(fed).then((whole = true) => {
      isFed = whole;
      return ended;
    });
    // One that ends early is not kept waiting for the rest of its input.
    const [exitCode, killedBy] = await Promise.race([ended, feeding]);
    signal.throwIfAborted();
    if (exitCode === 0 && isFed && !UNFINISHED.test(lastWords))
      return { version: /ffmpeg version (\S+)/.exec(firstWords)?.[1] };
    throw failureOf(call, { exitCode, killedBy, lastWords }, watchdog);
  } catch (error) {
    throw missingFfmpeg(call, error) ?? error;
  } finally {
    watchdog.end();
    signal.removeEventListener('abort', kill);
    kill();
    await ended.catch(() => undefined);
  }
}

function failureOf(
  { ffmpeg }: FfmpegCall,
  end: {
    readonly exitCode: number | null;
    readonly killedBy: NodeJS.Signals | null;
    readonly lastWords: string;
  },
  watchdog: Watchdog,
): WorkerError {
  const { exitCode, killedBy, lastWords } = end;
  const tail = errorsIn(lastWords).slice(-LAST_LINES).join(' | ') || 'it said nothing';
  const [, encoder] = /Unknown encoder '([^']+)'/.exec(tail) ?? [];
  if (encoder !== undefined) {
    return new WorkerError(
      ExitCode.missingProgram,
      `the ffmpeg at ${ffmpeg} has no encoder ${encoder}; set FFMPEG_PATH to one that has, or choose another VIDEO_CODEC`,
    );
  }
  const how = watchdog.hasBitten
    ? `did nothing for ${watchdog.seconds} s`
    : `ended with ${exitCode ?? killedBy}`;
  const message = `ffmpeg ${how}: ${tail}`;
  const hasRefused = exitCode !== null && exitCode !== 0 && !watchdog.hasBitten && !MACHINE_LACKS.test(tail);
  return hasRefused
    ? new FfmpegRefusal(ExitCode.wrongData, message)
    : new WorkerError(ExitCode.temporary, message);
}

/** The error where it could not be started; undefined where something else went wrong. */
function missingFfmpeg({ ffmpeg }: FfmpegCall, error: unknown): WorkerError | undefined {
  const { code, syscall = '' } = error as NodeJS.ErrnoException;
  if (!syscall.startsWith('spawn') || (code !== 'ENOENT' && code !== 'EACCES')) return undefined;
  return new WorkerError(
    ExitCode.missingProgram,
    `the ffmpeg at ${ffmpeg} cannot be run; install it, or correct FFMPEG_PATH`,
    { cause: error },
  );
}

/** What it complained of; where it complained of nothing, everything it said. */
function errorsIn(words: string): string[] {
  const lines = words
    .trim()
    .split('\n')
    .filter((line) => !/^[a-z0-9_]+=/.test(line));
  const errors = lines.filter((line) => /\[(error|fatal|panic)\] /.test(line));
  return (errors.length > 0 ? errors : lines).map((line) => line.replace(/\[(error|fatal|panic)\] /, ''));
}

function readLines(child: ChildProcessWithoutNullStreams, onLine: (line: string) => void): void {
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
