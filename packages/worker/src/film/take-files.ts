import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { copyFile, mkdir, mkdtemp, rename, rm } from '../files.js';
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

/**
 * Moves the files of a frame aside before its renderer goes on, which may write the next frame to the same paths while this one
 * is on its way to storage.
 *
 * @param aside - A folder for them on the same disk; made when it is needed.
 * @param format - Of the picture.
 * @throws FrameFailure with exit code 65 if one is not there or no file, or two further ones have the same name; what the
 *   machine refuses.
 */
export async function takeFiles(
  { frame, file, others }: RenderedFrame,
  aside: string,
  format: string,
): Promise<FrameFiles> {
  const listed = await listOthers(frame, others ?? {}, format);
  await mkdir(aside, { recursive: true });
  const folder = await mkdtemp(join(aside, `${frame}-`));
  const picture = file === undefined ? undefined : await takePicture(frame, file, folder);
  const moved = new Map<string, string>();
  for (const [name, path] of listed) {
    // Shorter than any name that a file may have.
    const place = join(folder, String(moved.size));
    await rename(path, place).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
      const message = `the further file ${JSON.stringify(name)} of frame ${frame}, ${path}, has gone; give each once`;
      throw new FrameFailure(ExitCode.wrongData, message, { cause });
    });
    moved.set(name, place);
  }
  return { file: picture, others: moved };
}

/** Of a link the link goes, and what it leads to stays. */
async function takePicture(frame: number, file: string, folder: string): Promise<string> {
  await assertIsFile(frame, file);
  const place = join(folder, basename(file));
  if (!(await lstat(file)).isSymbolicLink()) await rename(file, place);
  else {
    await copyFile(file, place);
    await rm(file);
  }
  return place;
}
