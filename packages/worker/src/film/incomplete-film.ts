import { FrameSet } from '@render/batch-fanout/planning';
import { ExitCode } from '../exit-code.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';

/** The error that names frames without which there is no film. */
export function incompleteFilm(
  storage: Storage,
  state: 'missing' | 'damaged',
  frames: readonly number[],
  planned: number,
  advice = 'render them again',
): WorkerError {
  return new WorkerError(
    ExitCode.wrongData,
    `${frames.length} of ${planned} frames in ${storage.uri}/frames are ${state === 'damaged' ? 'damaged and were removed' : state}: ${FrameSet.from(frames)}; ${advice}`,
  );
}
