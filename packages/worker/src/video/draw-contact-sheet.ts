import { runFfmpeg } from './run-ffmpeg.js';
import type { VerifiedVideo } from './verify-video.js';

/** A video to be shown at a glance. */
export interface SheetRequest {
  readonly ffmpeg: string;
  /** Path of the video. */
  readonly path: string;
  readonly verified: VerifiedVideo;
  /** Path of the JPEG file to write. */
  readonly output: string;
  readonly signal: AbortSignal;
}

const MOST_TILES = 16;
const TILE_WIDTH = 320;
/** Of longer videos only those pictures are read that need no other. */
const FEW_FRAMES = 200;

/** Draws pictures of a video at equal distances, side by side, in one JPEG file. */
export async function drawContactSheet({
  ffmpeg,
  path,
  verified,
  output,
  signal,
}: SheetRequest): Promise<void> {
  const tiles = Math.min(MOST_TILES, verified.frames);
  const columns = Math.ceil(Math.sqrt(tiles));
  const rows = Math.ceil(tiles / columns);
  const every = verified.durationSeconds / tiles;
  const pictures = `fps=fps=${(1 / every).toFixed(6)}:round=down,scale=${TILE_WIDTH}:-2,tile=${columns}x${rows}`;
  await runFfmpeg({
    ffmpeg,
    args: [
      ...(verified.frames > FEW_FRAMES ? ['-skip_frame', 'nokey'] : []),
      ...['-i', path, '-vf', pictures, '-frames:v', '1', '-q:v', '4', '-f', 'image2', '-y', output],
    ],
    signal,
  });
}
