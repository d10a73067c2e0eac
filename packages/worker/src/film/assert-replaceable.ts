import type { FrameSet } from '@render/batch-fanout/planning';
import { ExitCode } from '../exit-code.js';
import type { Settings } from '../settings/settings.js';
import { WorkerError } from '../worker-error.js';
import { hasSegment } from './has-segment.js';

/**
 * Makes sure that frames of a chunk that are not kept have a segment that stands for them.
 *
 * @throws WorkerError with exit code 64 if not.
 */
export function assertReplaceable(settings: Settings, frames: FrameSet): void {
  if (settings.keepFrames || settings.job.generation > 0 || hasSegment(settings, frames)) return;
  throw new WorkerError(
    ExitCode.wrongSettings,
    `KEEP_FRAMES='false' needs a segment of every chunk, but frames of other chunks lie between ${frames.lowest} and ${frames.highest} of one; keep the frames`,
  );
}
