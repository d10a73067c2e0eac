import { join } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { FrameFailure } from '../frame-failure.js';
import { findNumber } from './find-number.js';

/**
 * Names the further files of a frame by what is left of their paths without its number; those that would be called alike keep
 * all of it.
 *
 * @param folder - That of the paths.
 * @param paths - With slashes between their parts.
 * @returns Absolute paths by name.
 * @throws {@link FrameFailure} with exit code 65 if two have the same name even so.
 */
export function nameOthers(folder: string, frame: number, paths: readonly string[]): Record<string, string> {
  const frames = new Set([frame]);
  const flat = (path: string) => path.replaceAll('/', '.');
  const short = new Map(paths.map((path) => [path, flat(findNumber(path, frames)?.rest ?? path)]));
  const counts = new Map<string, number>();
  for (const name of short.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const others = new Map<string, string>();
  for (const [path, name] of short) {
    const own = (counts.get(name) ?? 0) > 1 ? flat(path) : name;
    assertOneName(frame, own, others.get(own), path);
    others.set(own, path);
  }
  return Object.fromEntries([...others].map(([name, path]) => [name, join(folder, path)]));
}

/** @throws {@link FrameFailure} with exit code 65 if another file of the frame has the name. */
export function assertOneName(frame: number, name: string, other: string | undefined, path: string): void {
  if (other === undefined) return;
  const failure = new FrameFailure(
    ExitCode.wrongData,
    `two further files of frame ${frame}, ${other} and ${path}, would both be kept as ${name}; name them differently`,
  );
  failure.frame = frame;
  throw failure;
}
