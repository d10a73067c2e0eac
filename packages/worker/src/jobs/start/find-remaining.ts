import { type FanoutPlan, FrameSet } from '@render/batch-fanout';
import { findMissing } from '../../film/find-missing.js';
import { readKnownChunks } from '../../film/known-chunks.js';
import type { Settings } from '../../settings/settings.js';
import type { Storage } from '../../storage/storage.js';

/**
 * What a run still has to render: the planned frames that are not in storage, unless their chunk's segment is. Whether those
 * that are there are whole, compile finds out.
 *
 * @returns undefined where nothing is left.
 */
export async function findRemaining(storage: Storage, settings: Settings): Promise<FrameSet | undefined> {
  const { job, frameFormat, keepFrames } = settings;
  const encoded = keepFrames ? new Set<number>() : await findEncoded(storage, job.plan);
  const frames = [...job.plan.frames].filter((frame) => !encoded.has(frame));
  const missing = await findMissing(storage, frames, frameFormat);
  return missing.length === 0 ? undefined : FrameSet.from(missing);
}

/** The frames that are gone because their chunk's segment is stored. */
async function findEncoded(storage: Storage, plan: FanoutPlan): Promise<Set<number>> {
  const { chunks } = await readKnownChunks(storage, plan);
  return new Set(chunks.flatMap(({ record, frames }) => (record?.segment ? frames : [])));
}
