import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { EXTENSIONS, type FrameFormat } from '../../pictures/frame-format.js';
import { WorkerError } from '../../worker-error.js';
import { findNumber } from './find-number.js';
import { nameOthers } from './name-others.js';
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
  const byFrame = new Map<number, string[]>();
  // Nothing else can be a frame's picture.
  const numbered = new Set<string>();
  for (const path of (await listFiles(folder)).sort()) {
    const found = named.get(path) ?? findNumber(path, asked)?.frame;
    if (found !== undefined && !path.includes('/')) numbered.add(path);
    const frame = found ?? only;
    if (frame !== undefined) byFrame.set(frame, [...(byFrame.get(frame) ?? []), path]);
  }
  return frames.flatMap((frame) => {
    const own = byFrame.get(frame);
    if (own === undefined) return [];
    const files = own.filter((path) => numbered.has(path));
    const known = pictures.get(frame);
    const picture =
      known === undefined ? pictureOf(frame, files, rule) : files.find((name) => name === known);
    const others = own.filter((path) => path !== picture);
    return { frame, picture: picture && join(folder, picture), others: nameOthers(folder, frame, others) };
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
    return entry.isDirectory() ? listFiles(folder, `${path}/`).catch(noneIfGone) : [path];
  });
  return (await Promise.all(lists)).flat();
}

/** A folder may have been removed by now. */
function noneIfGone(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
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
