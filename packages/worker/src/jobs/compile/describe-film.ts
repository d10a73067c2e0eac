import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { FrameSet } from '@render/batch-fanout/planning';
import type { Fill } from '../../film/plan-fills.js';
import type { VideoPlan } from '../../film/plan-video.js';
import type { CheckedVideo } from '../../video/check-video.js';
import { formatFrameRate } from '../../video/frame-rate.js';
import type { PlannedFilm } from './plan-film.js';

/** A film that was made and checked. */
export interface MadeFilm extends PlannedFilm {
  readonly runId: string;
  /** Where its video will lie. */
  readonly uri: string;
  /** Where it lies until then. */
  readonly path: string;
  readonly checked: CheckedVideo;
  /** Seconds that making it took. */
  readonly seconds: number;
}

/** What `report.json` says of a film. */
export async function describeFilm(film: MadeFilm): Promise<Readonly<Record<string, unknown>>> {
  const { frames, fills, video, checked } = film;
  return {
    runId: film.runId,
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
    sha256: await digestOf(film.path),
    codec: video.codec,
    similarity: checked.similarity,
    ...describeWay(film.plan),
    ffmpeg: film.ffmpeg.version,
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

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Seconds to the millisecond. */
function toMilliseconds(seconds: number): number {
  return Number(seconds.toFixed(3));
}
