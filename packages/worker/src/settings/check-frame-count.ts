import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';

/** Compile knows each by its number, and more than these do not fit into its memory: two million took 757 MB. */
const MOST_FRAMES = 2_000_000;

/**
 * Makes sure that one compile job can know all frames of a film.
 *
 * @throws WorkerError with exit code 64 if it has more than two million.
 */
export function checkFrameCount(frames: number): void {
  if (frames <= MOST_FRAMES) return;
  throw new WorkerError(
    ExitCode.wrongSettings,
    `the film has ${frames} frames, and one run up to ${MOST_FRAMES}; render it in several runs`,
  );
}
