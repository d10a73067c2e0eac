import { ExitCode } from '../exit-code.js';
import { type FrameRate, formatFrameRate } from '../video/frame-rate.js';
import { WorkerError } from '../worker-error.js';

/** Silence is encoded too, for as long as the film lasts: minutes for a day of it, hours for months. */
const MOST_HOURS = 24;

/**
 * Makes sure that the sound of a film comes to an end.
 *
 * @param frames - How many frames the film has.
 * @throws WorkerError with exit code 64 if it lasts more than 24 hours.
 */
export function checkFilmLength(frames: number, frameRate: FrameRate): void {
  const hours = (frames * frameRate.denominator) / frameRate.numerator / 3_600;
  if (hours <= MOST_HOURS) return;
  throw new WorkerError(
    ExitCode.wrongSettings,
    `FPS='${formatFrameRate(frameRate)}' makes the film ${Math.ceil(hours * 100) / 100} hours long, but AUDIO_URI is for one of up to ${MOST_HOURS} hours; raise FPS or leave AUDIO_URI out`,
  );
}
