import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { EXTENSIONS, type FrameFormat } from '../../pictures/frame-format.js';
import { WorkerError } from '../../worker-error.js';
import { FrameFailure } from '../frame-failure.js';
import { findNumber } from './find-number.js';
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
 * Finds the files of frames in a folder and the folders in it: of each frame its picture, and whatever else bears its number
 * or lies in a folder that does. A frame that is alone has all that is there.
 *
 * @param pictures - The names of pictures that are known, by frame: none but these can be.
 * @throws WorkerError with exit code 64 if several files could be a frame's picture; {@link FrameFailure} with 65 if two
 *   further files of a frame would have the same name.
 */
export async function collectOutput(
  folder: string,
  frames: readonly number[],
  rule: OutputRule,
  pictures: ReadonlyMap<number, string>,
): Promise<FoundFiles[]> {
  const asked = new Set(frames);
  const only = frames.length === 1 ? frames[0] : undefined;
  const named = namedPictures(frames, rule);
  const byFrame = new Map<number, Map<string, string>>();
  // Nothing else can be a frame's picture.
  const numbered = new Set<string>();
  for (const path of await listFiles(folder)) {
    const picture = named.get(path);
    const found = picture === undefined ? findNumber(path, asked) : { frame: picture, rest: path };
    if (found !== undefined && !path.includes('/')) numbered.add(path);
    const { frame = only, rest = path } = found ?? {};
    if (frame === undefined) continue;
    const own = byFrame.get(frame) ?? new Map<string, string>();
    byFrame.set(frame, own.set(path, rest));
  }
  return frames.flatMap((frame) => {
    const own = byFrame.get(frame);
    if (own === undefined) return [];
    const files = [...own.keys()].filter((path) => numbered.has(path));
    const known = pictures.get(frame);
    const picture =
      known === undefined ? pictureOf(frame, files, rule) : files.find((name) => name === known);
    own.delete(picture ?? '');
    return { frame, picture: picture && join(folder, picture), others: nameOthers(folder, frame, own) };
  });
}

/** The frames of pictures by the names that RENDER_OUTPUT tells. */
function namedPictures(frames: readonly number[], { pattern }: OutputRule): ReadonlyMap<string, number> {
  return new Map(pattern === undefined ? [] : frames.map((frame) => [outputName(pattern, frame), frame]));
}

/** Paths of all files, relative to the folder. */
async function listFiles(folder: string, prefix = ''): Promise<string[]> {
  const lists = (await readdir(join(folder, prefix), { withFileTypes: true })).map(async (entry) => {
    const path = `${prefix}${entry.name}`;
    // It may have been removed by now.
    return entry.isDirectory() ? listFiles(folder, `${path}/`).catch(() => []) : [path];
  });
  return (await Promise.all(lists)).flat();
}

/** Names further files by what is left of their paths without the number; two that would be called alike keep all of it. */
function nameOthers(folder: string, frame: number, own: ReadonlyMap<string, string>): Record<string, string> {
  const others = new Map<string, string>();
  for (const [path, rest] of own) {
    const [short, whole] = [rest, path].map((name) => name.replaceAll('/', '.')) as [string, string];
    const name = others.has(short) ? whole : short;
    const other = others.get(name);
    if (other !== undefined) {
      throw new FrameFailure(
        ExitCode.wrongData,
        `two further files of frame ${frame}, ${other} and ${path}, would both be kept as ${name}; name them differently`,
      );
    }
    others.set(name, path);
  }
  return Object.fromEntries([...others].map(([name, path]) => [name, join(folder, path)]));
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
