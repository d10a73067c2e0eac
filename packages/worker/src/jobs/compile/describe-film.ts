import { stat } from 'node:fs/promises';
import { FrameSet } from '@render/batch-fanout/planning';
import type { Fill } from '../../film/plan-fills.js';
import type { VideoPlan } from '../../film/plan-video.js';
import type { CheckedVideo } from '../../video/check-video.js';
import { formatFrameRate } from '../../video/frame-rate.js';
import type { CompileContext } from './compile-context.js';
import type { MadeFilm } from './make-film.js';

/** A film that was made and checked. */
export interface CheckedFilm extends MadeFilm {
  readonly checked: CheckedVideo;
  readonly sha256: string;
  /** Where its video will lie. */
  readonly uri: string;
}

/** What `report.json` says of a film. */
export async function describeFilm(
  film: CheckedFilm,
  { settings, video }: CompileContext,
): Promise<Readonly<Record<string, unknown>>> {
  const { frames, fills, checked } = film;
  return {
    runId: settings.job.runId,
    video: film.uri,
    frames: {
      planned: frames.length,
      found: frames.length - fills.size,
      text: FrameSet.from(frames).toString(),
      filled: [...fills].map(([frame, fill]) => describeFill(frame, fill)),
    },
    fps: formatFrameRate(video.frameRate),
    durationSeconds: checked.durationSeconds,
    width: checked.width,
    height: checked.height,
    bytes: (await stat(film.path)).size,
    sha256: film.sha256,
    codec: video.codec,
    similarity: checked.similarity,
    ...describeWay(film.plan),
    ffmpeg: film.version,
    seconds: { make: toMilliseconds(film.seconds), verify: toMilliseconds(checked.seconds) },
  };
}

function describeFill(frame: number, fill: Fill) {
  return { frame, shown: fill === 'slate' ? 'slate' : `frame ${fill}` };
}

function describeWay({ way, why, pieces }: VideoPlan) {
  const encoded = pieces.filter(({ segment }) => segment === undefined);
  return {
    way,
    why,
    segmentsJoined: pieces.length - encoded.length,
    framesEncoded: encoded.reduce((sum, { frames }) => sum + frames.length, 0),
  };
}

/** Seconds to the millisecond. */
function toMilliseconds(seconds: number): number {
  return Number(seconds.toFixed(3));
}
