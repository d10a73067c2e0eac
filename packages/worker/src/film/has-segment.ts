import type { FrameSet } from '@render/batch-fanout/planning';
import type { Settings } from '../settings/settings.js';
import { areNeighbours } from './are-neighbours.js';

/** Whether a child has to encode these frames of its. Repairs write frames only: their chunks are not those of the run's first plan. */
export function hasSegment({ job, video, segments }: Settings, frames: FrameSet): boolean {
  return video !== undefined && segments && job.generation === 0 && areNeighbours(frames, job.plan.frames);
}
