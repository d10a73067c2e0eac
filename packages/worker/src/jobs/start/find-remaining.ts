import { FrameSet } from '@render/batch-fanout';
import { findMissing } from '../../film/find-missing.js';
import { readKnownChunks } from '../../film/known-chunks.js';
import { problemOf } from '../../film/plan-video.js';
import type { Settings } from '../../settings/settings.js';
import type { Storage } from '../../storage/storage.js';
import { findFfmpeg } from '../../video/find-ffmpeg.js';
import { videoDigest } from '../../video/video-settings.js';

/**
 * What a run still has to render: the planned frames that are not in storage, unless a segment that compile can join stands
 * for them. Whether those that are there are whole, compile finds out.
 *
 * @param pictureDigest - Of what changes pictures.
 * @returns undefined where nothing is left.
 */
export async function findRemaining(
  storage: Storage,
  settings: Settings,
  pictureDigest: string,
): Promise<FrameSet | undefined> {
  const { job, frameFormat, keepFrames } = settings;
  const encoded = keepFrames ? new Set<number>() : await findEncoded(storage, settings, pictureDigest);
  const frames = [...job.plan.frames].filter((frame) => !encoded.has(frame));
  const missing = await findMissing(storage, frames, frameFormat);
  return missing.length === 0 ? undefined : FrameSet.from(missing);
}

/** The frames that may be gone because their chunk's segment is stored. */
async function findEncoded(
  storage: Storage,
  { job, video, exrTransfer, ffmpegPath }: Settings,
  pictureDigest: string,
): Promise<Set<number>> {
  if (video === undefined) return new Set();
  const [{ chunks }, { version }] = await Promise.all([
    readKnownChunks(storage, job.plan),
    // The image is compile's, and so is its ffmpeg.
    findFfmpeg(ffmpegPath),
  ]);
  const rule = { pictureDigest, videoDigest: videoDigest(video, exrTransfer), ffmpeg: version };
  const joinable = chunks.flatMap((chunk) => {
    const { segment } = chunk.record ?? {};
    return segment && problemOf(chunk, rule) === undefined ? [{ ...chunk, key: segment.key }] : [];
  });
  const existing = await storage.findExisting(joinable.map(({ key }) => key));
  return new Set(joinable.flatMap(({ key, frames }) => (existing.has(key) ? frames : [])));
}
