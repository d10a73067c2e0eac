/** The frame that a path tells, and what is left of the path without its number. */
export interface FoundNumber {
  readonly frame: number;
  /** `depth.exr` of `shot.0007.depth.exr`, `depth_0007.exr` or `0007/depth.exr`; the path itself where nothing is left. */
  readonly rest: string;
}

/**
 * Finds the number of a frame in a path: a folder or file that is called like it, else in the file's own name, else in that of
 * the innermost folder that has one.
 *
 * @param path - With slashes between its parts.
 */
export function findNumber(path: string, frames: ReadonlySet<number>): FoundNumber | undefined {
  const parts = path.split('/');
  const inward = parts.map((_, index) => index).reverse();
  const isNumber = (index: number) => /^-?[0-9]+$/.test(parts[index] as string);
  for (const index of [...inward.filter(isNumber), ...inward]) {
    const found = findInName(parts[index] as string, frames);
    if (found === undefined) continue;
    const rest = parts.with(index, found.rest).filter(Boolean).join('/');
    return { frame: found.frame, rest: rest || path };
  }
  return undefined;
}

/** The longest number of a name that is one of the frames, of equals the last; with a sign only where the frame has one. */
function findInName(name: string, frames: ReadonlySet<number>): FoundNumber | undefined {
  const digits = (text: string) => text.replace('-', '').length;
  const numbers = [...name.matchAll(/-?[0-9]+/g)].reverse();
  for (const { 0: text, index } of numbers.sort((a, b) => digits(b[0]) - digits(a[0]))) {
    const frame = [Number(text), Math.abs(Number(text))].find((candidate) => frames.has(candidate));
    if (frame === undefined) continue;
    const before = name.slice(0, index).replace(/[._-]$/, '');
    const rest = `${before}${name.slice(index + text.length)}`.replace(/^[._-]+/, '');
    return { frame, rest: rest.replace(/^frame[._-]?(?=.)/, '') };
  }
  return undefined;
}
