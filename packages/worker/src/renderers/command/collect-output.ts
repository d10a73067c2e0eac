import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import type { FrameFormat, RenderedFrame } from '../renderer.js';
import { pad } from './placeholders.js';

/** How the files of a call are told apart. */
export interface OutputRule {
  readonly frameFormat: FrameFormat;
  /** RENDER_OUTPUT: the name of a frame's picture, such as `beauty.{frame:04}.exr`; else the number in a name tells its frame. */
  readonly pattern: string | undefined;
}

/** Names by which the same format is known. */
const EXTENSIONS: Readonly<Record<FrameFormat, readonly string[]>> = {
  png: ['png'],
  jpg: ['jpg', 'jpeg'],
  tif: ['tif', 'tiff'],
  exr: ['exr'],
};

/**
 * Finds the files of frames in a folder: of each frame its picture, and whatever else bears its number.
 *
 * @throws WorkerError with exit code 64 if several files could be a frame's picture.
 */
export async function collectOutput(
  folder: string,
  frames: readonly number[],
  rule: OutputRule,
): Promise<RenderedFrame[]> {
  const names = await readdir(folder);
  const byFrame = new Map<number, string[]>();
  for (const name of names) {
    const frame = frameOf(name, frames);
    if (frame !== undefined) byFrame.set(frame, [...(byFrame.get(frame) ?? []), name]);
  }
  return frames.flatMap((frame) => {
    const own = byFrame.get(frame) ?? [];
    const picture = pictureOf(frame, own, rule);
    if (picture === undefined) return [];
    const others = own.filter((name) => name !== picture);
    return {
      frame,
      file: join(folder, picture),
      others: Object.fromEntries(others.map((name) => [withoutNumber(name, frame), join(folder, name)])),
    };
  });
}

/** The last number in a name that is one of the frames; with a sign only where the frame has one. */
function frameOf(name: string, frames: readonly number[]): number | undefined {
  const numbers = [...name.matchAll(/-?[0-9]+/g)].map(([text]) => text).reverse();
  for (const text of numbers) {
    for (const candidate of [Number(text), Math.abs(Number(text))]) {
      if (frames.includes(candidate)) return candidate;
    }
  }
  return undefined;
}

function pictureOf(
  frame: number,
  names: readonly string[],
  { frameFormat, pattern }: OutputRule,
): string | undefined {
  if (pattern !== undefined) {
    const wanted = pattern.replace(/\{frame(?::0([1-9][0-9]?))?\}/g, (_, width) =>
      pad(frame, Number(width ?? 1)),
    );
    return names.find((name) => name === wanted);
  }
  const pictures = names.filter((name) =>
    EXTENSIONS[frameFormat].includes(name.slice(name.lastIndexOf('.') + 1).toLowerCase()),
  );
  if (pictures.length <= 1) return pictures[0];
  // The picture itself is named plainly, its layers by further words.
  const [plain, next] = pictures.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  if (plain !== undefined && plain.length < (next as string).length) return plain;
  throw new WorkerError(
    ExitCode.wrongSettings,
    `several files could be frame ${frame}: ${pictures.join(', ')}; name the picture with RENDER_OUTPUT, as in beauty.{frame:04}.${frameFormat}`,
  );
}

/** What tells a file from the others of its frame: `depth.exr` of `shot.0007.depth.exr` or `depth_0007.exr`. */
function withoutNumber(name: string, frame: number): string {
  const digits = new RegExp(`[._-]?-?0*${Math.abs(frame)}(?![0-9])`);
  const rest = name.replace(digits, '').replace(/^[._-]+/, '');
  return rest.replace(/^frame[._-]?(?=.)/, '');
}
