import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Watchdog } from './watchdog.js';

/** Input that is ready before ffmpeg asks for it: it reads and encodes in turn, and idles while it waits. */
const READ_AHEAD_BYTES = 4 * 2 ** 20;

/** How long a program may take. */
export interface FeedLimits {
  /** For a piece of its input. */
  readonly stallSeconds: number;
  /** For everything after the last one. */
  readonly endSeconds: number;
}

/**
 * Writes pieces to a program's standard input as fast as it reads, watched.
 *
 * @throws What `input` throws.
 */
export async function feedProgram(
  child: ChildProcessWithoutNullStreams,
  input: AsyncIterable<Uint8Array>,
  watchdog: Watchdog,
  { stallSeconds, endSeconds }: FeedLimits,
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
  const [{ Readable }, { pipeline }] = await Promise.all([
    import('node:stream'),
    import('node:stream/promises'),
  ]);
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
