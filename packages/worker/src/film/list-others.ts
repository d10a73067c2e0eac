import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { FrameFailure } from '../renderers/frame-failure.js';
import { frameKey } from './frame-key.js';
import { kindOf, lookAt } from './look-at.js';

/** Of what Linux keeps on any disk, in bytes. */
const LONGEST_NAME = 255;

/**
 * Finds the further files of a frame. Those in folders have the folders' names and their own joined with dots, because a
 * frame's files lie side by side.
 *
 * @param others - Paths of files and folders by name.
 * @param format - The name that is taken by the picture itself.
 * @returns The path of each file by the name under which it is kept.
 * @throws FrameFailure with exit code 65 if one is neither a file nor a folder of files, or two have the same name, or a name is none that a file could have. Links
 *   are not followed: what they lead to may be anything of this machine.
 */
export async function listOthers(
  frame: number,
  others: Readonly<Record<string, string>>,
  format: string,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const add = async (name: string, path: string): Promise<void> => {
    const blame = (what: string, cause?: unknown): never => {
      const message = `the further file ${JSON.stringify(name)} of frame ${frame}${what}`;
      throw new FrameFailure(ExitCode.wrongData, message, { cause });
    };
    const refuse = (problem: string, cause?: unknown) => blame(`, ${path}, ${problem}`, cause);
    if (!isPlainName(name)) blame(' has no plain name; name it like depth.exr, without folders');
    if (Buffer.byteLength(basename(frameKey(frame, name))) > LONGEST_NAME)
      blame(` has too long a name; a file's has ${LONGEST_NAME} bytes at most, that of the frame included`);
    // Modules are written by anybody.
    if (typeof path !== 'string') blame(' has no path; give one as text');
    const found = await lookAt(path, lstat, refuse);
    if (found.isDirectory()) {
      for (const inner of await readdir(path)) await add(`${name}.${inner}`, join(path, inner));
      return;
    }
    if (!found.isFile())
      refuse(
        `is ${kindOf(found)}; only files and folders of files are kept beside a frame, so write it there`,
      );
    if (files.has(name) || name === format)
      refuse(`has the name of ${files.get(name) ?? 'the picture'}; give it another`);
    files.set(name, path);
  };
  if (![Object.prototype, null].includes(Object.getPrototypeOf(others))) {
    throw new FrameFailure(
      ExitCode.wrongData,
      `the further files of frame ${frame} are no object of paths by name; give them as { 'depth.exr': path }`,
    );
  }
  for (const [name, path] of Object.entries(others)) await add(name, path);
  return files;
}

/** Whether it is one part of a path on every system. */
function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);
}
