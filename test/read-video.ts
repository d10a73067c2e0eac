import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GLYPH_HEIGHT, GLYPH_WIDTH, GLYPHS } from '../packages/worker/src/renderers/test-pattern/glyphs.js';
import { layOutNumber } from '../packages/worker/src/renderers/test-pattern/number-layout.js';
import { findFfmpeg } from '../packages/worker/src/video/find-ffmpeg.js';

const run = promisify(execFile);
const LARGEST_OUTPUT = 2 ** 30;

/** Decodes a video and reads the number that each of its pictures shows, in the order of presentation; odd sizes are padded. */
export async function readFrameNumbers(
  path: string,
  film: {
    readonly width: number;
    readonly height: number;
    readonly animationFirst: number;
    readonly animationLast: number;
  },
  coded = { width: film.width + (film.width % 2), height: film.height + (film.height % 2) },
  /** From which grey on a part of a sign is lit. */
  lit = 190,
): Promise<number[]> {
  const ffmpeg = await findFfmpeg(undefined);
  const args = ['-loglevel', 'error', '-i', path, '-vsync', '0', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const { stdout } = await run(ffmpeg.path, args, {
    encoding: 'buffer',
    maxBuffer: LARGEST_OUTPUT,
    timeout: 60_000,
  });
  const pictureBytes = coded.width * coded.height;
  const layout = layOutNumber(film);
  return Array.from({ length: stdout.length / pictureBytes }, (_, picture) => {
    const isLit = (x: number, y: number) => (stdout[picture * pictureBytes + y * coded.width + x] ?? 0) > lit;
    const signs = Array.from({ length: layout.signs }, (__, sign) =>
      readSign((column, row) =>
        isLit(
          Math.floor(layout.x + (sign * (GLYPH_WIDTH + 1) + column + 0.5) * layout.cell),
          Math.floor(layout.y + (row + 0.5) * layout.cell),
        ),
      ),
    );
    return Number(signs.join(''));
  });
}

function readSign(isLit: (column: number, row: number) => boolean): string {
  const rows = Array.from({ length: GLYPH_HEIGHT }, (_, row) =>
    Array.from({ length: GLYPH_WIDTH }, (__, column) =>
      isLit(column, row) ? 2 ** (GLYPH_WIDTH - 1 - column) : 0,
    ).reduce((bits, bit) => bits + bit, 0),
  );
  return Object.keys(GLYPHS).find((sign) => GLYPHS[sign]?.every((bits, row) => bits === rows[row])) ?? '?';
}

/** The presentation times of a video's frames in ticks, and how many ticks a second has. */
export async function readTimestamps(
  path: string,
): Promise<{ ticksPerSecond: number; timestamps: number[] }> {
  const ffmpeg = await findFfmpeg(undefined);
  const args = ['-loglevel', 'error', '-i', path, '-map', '0:v', '-c', 'copy', '-f', 'framecrc', '-'];
  const { stdout } = await run(ffmpeg.path, args, { maxBuffer: LARGEST_OUTPUT, timeout: 60_000 });
  const lines = stdout.trim().split('\n');
  const packets = lines.filter((line) => !line.startsWith('#'));
  return {
    ticksPerSecond: Number(/#tb 0: 1\/([0-9]+)/.exec(stdout)?.[1]),
    timestamps: packets.map((line) => Number(line.split(',')[2])).sort((a, b) => a - b),
  };
}

/** What ffmpeg says of a video's first stream, such as `h264 (High), yuv420p(tv, bt709), 320x180`. */
export async function readStreamLine(path: string): Promise<string> {
  const ffmpeg = await findFfmpeg(undefined);
  const { stderr } = await run(ffmpeg.path, ['-hide_banner', '-i', path, '-c', 'copy', '-f', 'null', '-'], {
    timeout: 60_000,
  });
  return /Stream #0:0.*Video: (.*)/.exec(stderr)?.[1] ?? '';
}
