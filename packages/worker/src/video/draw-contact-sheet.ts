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
  const isShort = verified.frames <= FEW_FRAMES;
  const pictures = isShort ? verified.frames : verified.keyframes;
  const most = Math.min(MOST_TILES, pictures);
  const rows = Math.floor(Math.sqrt(most));
  const columns = Math.floor(most / rows);
  const step = Math.floor(pictures / (rows * columns));
  const filters = [`select=not(mod(n\\,${step}))`, `scale=${TILE_WIDTH}:-2`, `tile=${columns}x${rows}`];
  await runFfmpeg({
    ffmpeg,
    args: [
      ...(isShort ? [] : ['-skip_frame', 'nokey']),
      ...[
        '-i',
        path,
        '-vf',
        filters.join(','),
        '-vsync',
        'vfr',
        '-frames:v',
        '1',
        '-q:v',
        '4',
        '-f',
        'image2',
        '-y',
        output,
      ],
    ],
    signal,
  });
}
