import { FrameSet } from '@render/batch-fanout/planning';
import { assertOneSize } from '../../film/assert-one-size.js';
import { fetchSegments } from '../../film/fetch-segments.js';
import { fillMissing } from '../../film/fill-missing.js';
import { guardRun } from '../../film/guard-run.js';
import { readKnownChunks } from '../../film/known-chunks.js';
import type { Fill } from '../../film/plan-fills.js';
import { planVideo, type VideoPlan } from '../../film/plan-video.js';
import type { PictureSize } from '../../pictures/picture-size.js';
import type { Settings } from '../../settings/settings.js';
import type { Storage } from '../../storage/storage.js';
import { type Ffmpeg, findFfmpeg } from '../../video/find-ffmpeg.js';
import { type VideoSettings, videoDigest } from '../../video/video-settings.js';
import type { JobContext } from '../job-context.js';

/** A film that is to be made. */
export interface PlannedFilm {
  readonly video: VideoSettings;
  /** What makes it. */
  readonly ffmpeg: Ffmpeg;
  /** Its frames in ascending order. */
  readonly frames: readonly number[];
  /** How large they are; undefined where no record says it. */
  readonly size: PictureSize | undefined;
  /** What becomes a video as it is, and what has to be encoded. */
  readonly plan: VideoPlan;
  /** The frames whose files are there, or are filled. */
  readonly kept: ReadonlySet<number>;
  /** What is shown for those that are missing. */
  readonly fills: ReadonlyMap<number, Fill>;
}

/**
 * Looks what the children have left, fetches the segments that can be joined, and decides how the film is made of them.
 *
 * @param scratch - The folder for the segments.
 * @throws WorkerError with exit code 65 if frames are missing or differ in size.
 */
export async function planFilm(
  storage: Storage,
  { settings, log, signal }: JobContext,
  video: VideoSettings,
  scratch: string,
): Promise<PlannedFilm> {
  const [ffmpeg, pictureDigest, { chunks, records }] = await Promise.all([
    findFfmpeg(settings.ffmpegPath),
    guardRun(storage, settings),
    readKnownChunks(storage, settings.job.plan),
  ]);
  log.info({ ffmpeg: ffmpeg.path, version: ffmpeg.version }, 'compile started');
  const size = assertOneSize(records.filter((record) => record.pictureDigest === pictureDigest));
  const rule = {
    pictureDigest,
    videoDigest: videoDigest(video, settings.exrTransfer),
    ffmpeg: ffmpeg.version,
  };
  const plan = planVideo(await fetchSegments(storage, chunks, rule, { scratch, signal }), rule);
  log.info({ way: plan.way, why: plan.why }, 'video planned');

  const frames = [...settings.job.plan.frames].sort((a, b) => a - b);
  const encoded = plan.pieces.filter(({ segment }) => segment === undefined);
  // Of frames that are not kept only those without a segment are there.
  const pieces = settings.keepFrames ? [frames] : encoded.map((piece) => piece.frames);
  const fills = await fillMissing(storage, pieces, settings, adviceOn(plan, settings));
  if (fills.size > 0) {
    const missing = FrameSet.from(fills.keys()).toString();
    log.warn({ missing }, `${fills.size} of ${frames.length} frames are missing and filled`);
  }
  return { video, ffmpeg, frames, size, plan, kept: new Set(pieces.flat()), fills };
}

/** What to do where all frames are missing that are needed. */
function adviceOn({ way, why }: VideoPlan, { keepFrames }: Settings): string | undefined {
  if (!keepFrames) return `render them again, because their segments do not stand for them: ${why}`;
  // Segments without their frames are what KEEP_FRAMES=false leaves, which compile has to be told too.
  return way === 'join'
    ? 'render them again, or set KEEP_FRAMES=false here too if the render jobs had it'
    : undefined;
}
