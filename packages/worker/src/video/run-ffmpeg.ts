import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { Watchdog } from './watchdog.js';

/** One call of ffmpeg. */
export interface FfmpegCall {
  /** Path of the program. */
  readonly ffmpeg: string;
  readonly args: readonly string[];
  /** What is written to its standard input, piece by piece, as fast as it reads. */
  readonly input?: AsyncIterable<Uint8Array>;
  /** Called with each line of its standard output. */
  readonly onLine?: (line: string) => void;
  /** It is killed when it neither takes input that is ready nor says anything for so long. @defaultValue 120 */
  readonly stallSeconds?: number;
  /** It is killed when it has not ended so long after its input has: it may rewrite a large file. @defaultValue 1800 */
  readonly endSeconds?: number;
  readonly signal: AbortSignal;
}

const LAST_LINES = 5;
/** Input that is ready before ffmpeg asks for it: it reads and encodes in turn, and idles while it waits. */
const READ_AHEAD_BYTES = 4 * 2 ** 20;

/**
 * Runs ffmpeg to its end, without a shell.
 *
 * @throws WorkerError with ffmpeg's last words if it fails or stalls; what `input` throws; the signal's reason.
 */
export async function runFfmpeg(call: FfmpegCall): Promise<void> {
  const { input, onLine, stallSeconds = 120, endSeconds = 1_800, signal } = call;
  signal.throwIfAborted();
  const child = spawn(call.ffmpeg, ['-hide_banner', '-loglevel', 'error', ...call.args], { stdio: 'pipe' });
  const kill = () => child.kill('SIGKILL');
  const watchdog = new Watchdog(kill);
  watchdog.expect(stallSeconds);
  signal.addEventListener('abort', kill, { once: true });

  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = `${lastWords}${text}`.slice(-4_000);
  });
  readLines(child, (line) => {
    watchdog.expect(stallSeconds);
    onLine?.(line);
  });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    const [[exitCode, killedBy]] = await Promise.all([
      ended,
      input && feed(child, input, watchdog, { stallSeconds, endSeconds }),
    ]);
    signal.throwIfAborted();
    if (exitCode === 0) return;
    const tail = lastWords.trim().split('\n').slice(-LAST_LINES).join(' | ') || 'it said nothing';
    const how = watchdog.hasBitten
      ? `did nothing for ${watchdog.seconds} s`
      : `ended with ${exitCode ?? killedBy}`;
    throw new WorkerError(ExitCode.temporary, `ffmpeg ${how}: ${tail}`);
  } finally {
    watchdog.rest();
    signal.removeEventListener('abort', kill);
    kill();
    await ended.catch(() => undefined);
  }
}

async function feed(
  child: ChildProcessWithoutNullStreams,
  input: AsyncIterable<Uint8Array>,
  watchdog: Watchdog,
  { stallSeconds, endSeconds }: { readonly stallSeconds: number; readonly endSeconds: number },
): Promise<void> {
  async function* watched() {
    watchdog.rest();
    for await (const piece of input) {
      watchdog.expect(stallSeconds);
      yield piece;
      // Waiting for the next picture is not the program's fault.
      watchdog.rest();
    }
    watchdog.expect(endSeconds);
  }
  try {
    await pipeline(
      Readable.from(watched(), { objectMode: false, highWaterMark: READ_AHEAD_BYTES }),
      child.stdin,
    );
  } catch (error) {
    // A program that ends early closes its input; its exit code and last words say why.
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'].includes(code))
      throw error;
  }
}

function readLines(child: ChildProcessWithoutNullStreams, onLine: (line: string) => void): void {
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
