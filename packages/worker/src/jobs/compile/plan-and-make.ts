import { problemOf } from '../../film/plan-video.js';
import { readFfmpegVersion } from '../../video/find-ffmpeg.js';
import { FfmpegRefusal } from '../../video/run-ffmpeg.js';
import type { CompileContext } from './compile-context.js';
import { type FoundFilm, findFilm } from './find-film.js';
import { type MadeFilm, makeFilm } from './make-film.js';
import { type PlannedFilm, planFilm } from './plan-film.js';

/**
 * Makes a film of what its children have left. Where one version of ffmpeg made all segments they are joined before this
 * one is asked for its own, which takes as long as joining: it says it then, too.
 */
export async function planAndMake(context: CompileContext): Promise<MadeFilm> {
  let found = await findFilm(context);
  const likely = versionOfSegments(found);
  if (likely !== undefined) {
    const film = await planFilm(found, likely, context);
    const joined = await joinUnasked(film, context);
    if (joined?.version === likely) return joined;
    // It knows which segments have turned out to be damaged.
    found = film;
  }
  const version = await readFfmpegVersion(found.ffmpeg, context.settings.ffmpegPath);
  return makeFilm(await planFilm(found, version, context), context);
}

/** The one version that made a segment for every chunk; undefined where there is none. */
function versionOfSegments({ chunks, digests }: FoundFilm): string | undefined {
  const ffmpeg = chunks[0]?.record?.segment?.ffmpeg;
  if (ffmpeg === undefined) return undefined;
  const rule = { ...digests, ffmpeg };
  return chunks.every((chunk) => problemOf(chunk, rule) === undefined) ? ffmpeg : undefined;
}

/** The film of segments alone; undefined where something has to be encoded, or ffmpeg does not take them. */
async function joinUnasked(film: PlannedFilm, context: CompileContext): Promise<MadeFilm | undefined> {
  if (film.plan.pieces.some(({ segment }) => segment === undefined)) return undefined;
  try {
    return await makeFilm(film, context);
  } catch (error) {
    // Another version may be the reason; where it is not, the next attempt says what is.
    if (!(error instanceof FfmpegRefusal)) throw error;
    return undefined;
  }
}
