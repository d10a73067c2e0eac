import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { EXTENSIONS, type FrameFormat } from '../../pictures/frame-format.js';
import { WorkerError } from '../../worker-error.js';
import { outputName } from './render-output.js';

/** How the files of a call are told apart. */
export interface OutputRule {
  readonly frameFormat: FrameFormat;
  /** RENDER_OUTPUT: the name of a frame's picture, such as `beauty.{frame:04}.exr`; else the number in a name tells its frame. */
  readonly pattern: string | undefined;
}

/** The files of a frame that are there. */
export interface FoundFiles {
  readonly frame: number;
  /** Path of its picture; undefined where there is none. */
  readonly picture: string | undefined;
  /** Paths of further files by name. */
  readonly others: Readonly<Record<string, string>>;
}

/**
 * Finds the files of frames in a folder: of each frame its picture, and whatever else bears its number, folders too. A frame
 * that is alone has all that is there.
 *
 * @param pictures - The names of pictures that are known, by frame: none but these can be.
 * @throws WorkerError with exit code 64 if several files could be a frame's picture.
 */
export async function collectOutput(
  folder: string,
  frames: readonly number[],
  rule: OutputRule,
  pictures: ReadonlyMap<number, string>,
): Promise<FoundFiles[]> {
  const asked = new Set(frames);
  const only = frames.length === 1 ? frames[0] : undefined;
  const byFrame = new Map<number, Map<string, string>>();
  // Nothing else can be a frame's picture.
  const numbered = new Set<string>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    const found = findNumber(name, asked);
    if (found !== undefined && !entry.isDirectory()) numbered.add(name);
    const { frame = only, rest = name } = found ?? {};
    if (frame === undefined) continue;
    const own = byFrame.get(frame) ?? new Map<string, string>();
    byFrame.set(frame, own.set(name, rest));
  }
  return frames.flatMap((frame) => {
    const own = byFrame.get(frame);
    if (own === undefined) return [];
    const files = [...own.keys()].filter((name) => numbered.has(name));
    const known = pictures.get(frame);
    const picture =
      known === undefined ? pictureOf(frame, files, rule) : files.find((name) => name === known);
    const others = new Map<string, string>();
    for (const [name, rest] of own) {
      // Two that would be called alike keep their whole names.
      if (name !== picture) others.set(others.has(rest) ? name : rest, join(folder, name));
    }
    return { frame, picture: picture && join(folder, picture), others: Object.fromEntries(others) };
  });
}

/**
 * The longest number in a name that is one of the frames, of equals the last, with a sign only where the frame has one, and what is left of the
 * name without it: `depth.exr` of `shot.0007.depth.exr` or `depth_0007.exr`; the name itself where nothing is left.
 */
export function findNumber(
  name: string,
  frames: ReadonlySet<number>,
): { readonly frame: number; readonly rest: string } | undefined {
  const numbers = [...name.matchAll(/-?[0-9]+/g)].reverse();
  for (const { 0: text, index } of numbers.sort((a, b) => b[0].length - a[0].length)) {
    const frame = [Number(text), Math.abs(Number(text))].find((candidate) => frames.has(candidate));
    if (frame === undefined) continue;
    const before = name.slice(0, index).replace(/[._-]$/, '');
    const rest = `${before}${name.slice(index + text.length)}`.replace(/^[._-]+/, '');
    return { frame, rest: rest.replace(/^frame[._-]?(?=.)/, '') || name };
  }
  return undefined;
}

function pictureOf(
  frame: number,
  names: readonly string[],
  { frameFormat, pattern }: OutputRule,
): string | undefined {
  if (pattern !== undefined) {
    const wanted = outputName(pattern, frame);
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
