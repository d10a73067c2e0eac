import { ONE_PICTURE_OUT, ONE_THREAD } from './one-picture.js';
import { runFfmpeg } from './run-ffmpeg.js';
import type { VideoSettings } from './video-settings.js';

/** A video to be shown at a glance. */
export interface SheetRequest {
  readonly ffmpeg: string;
  /** Path of the video. */
  readonly path: string;
  readonly video: VideoSettings;
  /** How many pictures it has. */
  readonly pictures: number;
  /** The longest distance between two pictures that need no other; undefined where nobody knows. */
  readonly keyframeInterval: number | undefined;
  /** Path of the JPEG file to write. */
  readonly output: string;
  readonly signal: AbortSignal;
}

const MOST_TILES = 16;
const TILE_WIDTH = 320;
const MOST_TILE_HEIGHT = 1280;
/** Of longer videos only those pictures are read that need no other. */
const FEW_PICTURES = 200;

/** Draws pictures of a video at equal distances, side by side, in one JPEG file. */
export async function drawContactSheet(request: SheetRequest): Promise<void> {
  const { ffmpeg, path, video, pictures, keyframeInterval, output, signal } = request;
  const readsKeyframes = keyframeInterval !== undefined && pictures > FEW_PICTURES;
  const choices = readsKeyframes ? Math.floor(pictures / keyframeInterval) : pictures;
  const most = Math.max(1, Math.min(MOST_TILES, choices));
  const rows = Math.floor(Math.sqrt(most));
  const columns = Math.floor(most / rows);
  const { numerator, denominator } = video.frameRate;
  const step = (pictures * denominator) / numerator / (rows * columns);
  // Half a picture early, so that rounding never skips one.
  const early = denominator / numerator / 2;
  const filters = [
    `select=gte(t\\,selected_n*${step.toFixed(6)}-${early.toFixed(6)})`,
    `scale=${fitted('iw', TILE_WIDTH, 'ih', MOST_TILE_HEIGHT)}:${fitted('ih', MOST_TILE_HEIGHT, 'iw', TILE_WIDTH)}:flags=fast_bilinear`,
    `tile=${columns}x${rows}`,
  ];
  await runFfmpeg({
    ffmpeg,
    args: [
      // One thread, because more of them begin slowly, and take time from the checks beside it.
      ...(readsKeyframes ? [...ONE_THREAD, '-discard', 'nokey'] : []),
      ...['-i', path, '-vf', filters.join(','), '-vsync', 'vfr'],
      ...['-q:v', '4', ...ONE_PICTURE_OUT, output],
    ],
    signal,
  });
}

/** A side of a tile, even and never nothing, of a picture that keeps its shape between both limits. */
function fitted(side: string, most: number, otherSide: string, mostOfOther: number): string {
  return `max(2\\,trunc(min(${most}\\,${side}*${mostOfOther}/${otherSide})/2)*2)`;
}
