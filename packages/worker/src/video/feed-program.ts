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

/** How the input of a program ends that does not read it to its end; its exit code and last words say why. */
const HUNG_UP = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * Writes pieces to a program's standard input as fast as it reads, watched.
 *
 * @returns Whether it could be handed all of them.
 * @throws What `input` throws.
 */
export async function feedProgram(
  { stdin }: ChildProcessWithoutNullStreams,
  input: AsyncIterable<Uint8Array>,
  watchdog: Watchdog,
  { stallSeconds, endSeconds }: FeedLimits,
): Promise<boolean> {
  let problem: NodeJS.ErrnoException | undefined;
  let onRead: () => void = () => undefined;
  stdin.on('error', (error) => {
    problem = error;
  });
  // Waiting for the next picture is not the program's fault.
  watchdog.rest();
  for await (const piece of input) {
    if (stdin.destroyed) break;
    watchdog.expect(stallSeconds);
    stdin.write(piece, () => onRead());
    while (stdin.writableLength > READ_AHEAD_BYTES && !stdin.destroyed) {
      await new Promise<void>((resolve) => {
        onRead = resolve;
      });
    }
    watchdog.rest();
  }
  if (problem !== undefined && !HUNG_UP.includes(problem.code ?? '')) throw problem;
  if (stdin.destroyed) return false;
  watchdog.expect(endSeconds);
  stdin.end();
  return true;
}
