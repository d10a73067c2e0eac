import { lstat, mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { copyFile, rm } from '../files.js';
import { FrameFailure } from '../renderers/frame-failure.js';
import type { RenderedFrame } from '../renderers/renderer.js';
import { assertIsFile } from './assert-is-file.js';
import { listOthers } from './list-others.js';

/** The files of a frame, which nobody else writes to. */
export interface FrameFiles {
  /** Path of its picture; undefined where that is given as bytes. */
  readonly file: string | undefined;
  /** Paths of further files by the names under which they are kept. */
  readonly others: ReadonlyMap<string, string>;
}

/** As much of a file's name as is kept, to recognise it in messages. */
const NAME_LENGTH = 60;
let taken = 0;

/**
 * Moves the files of a frame aside before its renderer goes on, which may write the next frame to the same paths while this one
 * is on its way to storage.
 *
 * @param aside - A folder for them on the same disk; made when it is needed.
 * @param format - Of the picture.
 * @throws FrameFailure with exit code 65 if one is not there or no file, or two further ones have the same name.
 */
export async function takeFiles(
  { frame, file, others = {} }: RenderedFrame,
  aside: string,
  format: string,
): Promise<FrameFiles> {
  await mkdir(aside, { recursive: true });
  const placeOf = (path: string) => join(aside, `${taken++}-${basename(path).slice(-NAME_LENGTH)}`);
  const listed = await listOthers(frame, others, format);
  const picture = file === undefined ? undefined : await takePicture(frame, file, placeOf(file));
  const moved = new Map<string, string>();
  for (const [name, path] of listed) {
    const place = placeOf(path);
    await rename(path, place).catch((cause: unknown) => {
      const message = `the further file ${JSON.stringify(name)} of frame ${frame}, ${path}, cannot be taken: is it given twice?`;
      throw new FrameFailure(ExitCode.wrongData, message, { cause });
    });
    moved.set(name, place);
  }
  return { file: picture, others: moved };
}

/** Of a link the link goes, and what it leads to stays. */
async function takePicture(frame: number, file: string, place: string): Promise<string> {
  await assertIsFile(frame, file);
  if (!(await lstat(file)).isSymbolicLink()) await rename(file, place);
  else {
    await copyFile(file, place);
    await rm(file);
  }
  return place;
}
