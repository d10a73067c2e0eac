import { FrameSet } from '@render/batch-fanout/planning';
import { fetchSegments } from '../../film/fetch-segments.js';
import { fillMissing } from '../../film/fill-missing.js';
import type { Fill } from '../../film/plan-fills.js';
import { planVideo, type VideoPlan } from '../../film/plan-video.js';
import type { Settings } from '../../settings/settings.js';
import type { CompileContext } from './compile-context.js';
import type { FoundFilm } from './find-film.js';

/** A film that is to be made. */
export interface PlannedFilm extends FoundFilm {
  /** Its frames in ascending order. */
  readonly frames: readonly number[];
  /** What becomes a video as it is, and what has to be encoded. */
  readonly plan: VideoPlan;
  /** The frames whose files are there, or are filled. */
  readonly kept: ReadonlySet<number>;
  /** What is shown for those that are missing. */
  readonly fills: ReadonlyMap<number, Fill>;
}

/**
 * Fetches the segments that ffmpeg can join, and decides how the film is made of them.
 *
 * @param version - Of the ffmpeg that makes it.
 * @throws WorkerError with exit code 65 if frames are missing.
 */
export async function planFilm(
  film: FoundFilm,
  version: string,
  { settings, storage, scratch, log, signal }: CompileContext,
): Promise<PlannedFilm> {
  const rule = { ...film.digests, ffmpeg: version };
  const chunks = await fetchSegments(storage, film.chunks, rule, { scratch, signal });
  const plan = planVideo(chunks, rule);
  log.info({ way: plan.way, why: plan.why, version }, 'video planned');

  const frames = [...settings.job.plan.frames].sort((a, b) => a - b);
  const encoded = plan.pieces.filter(({ segment }) => segment === undefined);
  // Of frames that are not kept only those without a segment are there.
  const pieces = settings.keepFrames ? [frames] : encoded.map((piece) => piece.frames);
  const needed = { frames, pieces, failed: film.failed, adviceOnNone: adviceOn(plan, settings) };
  const fills = await fillMissing(storage, needed, settings);
  if (fills.size > 0) {
    const missing = FrameSet.from(fills.keys()).toString();
    log.warn({ missing }, `${fills.size} of ${frames.length} frames are missing and filled`);
  }
  return { ...film, chunks, frames, plan, kept: new Set(pieces.flat()), fills };
}

/** What to do where all frames are missing that are needed. */
function adviceOn({ way, why }: VideoPlan, { keepFrames }: Settings): string | undefined {
  if (!keepFrames) return `render them again, because their segments do not stand for them: ${why}`;
  // Segments without their frames are what KEEP_FRAMES=false leaves, which compile has to be told too.
  return way === 'join'
    ? 'render them again, or set KEEP_FRAMES=false here too if the render jobs had it'
    : undefined;
}
