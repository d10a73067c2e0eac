import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';

/** One call of ffmpeg. */
export interface FfmpegCall {
  /** Path of the program. */
  readonly ffmpeg: string;
  readonly args: readonly string[];
  /** What is written to its standard input, piece by piece, as fast as it reads. */
  readonly input?: AsyncIterable<Uint8Array>;
  /** Called with each line of its standard output. */
  readonly onLine?: (line: string) => void;
  /** It is killed when it neither reads, writes nor ends for so long. @defaultValue 120 */
  readonly stallSeconds?: number;
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
  const { input, onLine, stallSeconds = 120, signal } = call;
  signal.throwIfAborted();
  const child = spawn(call.ffmpeg, ['-hide_banner', '-loglevel', 'error', ...call.args], { stdio: 'pipe' });
  const kill = () => child.kill('SIGKILL');
  let hasStalled = false;
  const stall = setTimeout(() => {
    hasStalled = true;
    kill();
  }, stallSeconds * 1000);
  signal.addEventListener('abort', kill, { once: true });

  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = `${lastWords}${text}`.slice(-4_000);
  });
  readLines(child, (line) => {
    stall.refresh();
    onLine?.(line);
  });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    const [[exitCode, killedBy]] = await Promise.all([ended, feed(child, input, () => stall.refresh())]);
    signal.throwIfAborted();
    if (exitCode === 0) return;
    const tail = lastWords.trim().split('\n').slice(-LAST_LINES).join(' | ') || 'it said nothing';
    const how = hasStalled ? `stalled for ${stallSeconds} s` : `ended with ${exitCode ?? killedBy}`;
    throw new WorkerError(ExitCode.temporary, `ffmpeg ${how}: ${tail}`);
  } finally {
    clearTimeout(stall);
    signal.removeEventListener('abort', kill);
    kill();
    await ended.catch(() => undefined);
  }
}

async function feed(
  child: ChildProcessWithoutNullStreams,
  input: AsyncIterable<Uint8Array> = Readable.from([]),
  onProgress: () => void,
): Promise<void> {
  async function* watched() {
    for await (const piece of input) {
      yield piece;
      onProgress();
    }
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
