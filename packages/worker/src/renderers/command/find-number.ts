/**
 * The longest number in a path that is one of the frames, of equals a whole name before a part of one, then the last; with a
 * sign only where the frame has one. And what is left of the path without it: `depth.exr` of `shot.0007.depth.exr`,
 * `depth_0007.exr` or `0007/depth.exr`; the path itself where nothing is left.
 */
export function findNumber(
  path: string,
  frames: ReadonlySet<number>,
): { readonly frame: number; readonly rest: string } | undefined {
  const isWhole = ({ 0: text, index }: RegExpExecArray) =>
    /^(\/|)$/.test(path.charAt(index - 1)) && /^(\/|)$/.test(path.charAt(index + text.length));
  const numbers = [...path.matchAll(/-?[0-9]+/g)].reverse();
  for (const { 0: text, index } of numbers.sort(
    (a, b) => b[0].length - a[0].length || Number(isWhole(b)) - Number(isWhole(a)),
  )) {
    const frame = [Number(text), Math.abs(Number(text))].find((candidate) => frames.has(candidate));
    if (frame === undefined) continue;
    const before = path.slice(0, index).replace(/[._-]$/, '');
    const rest = `${before}${path.slice(index + text.length)}`.replace(/^[._/-]+/, '');
    return { frame, rest: rest.replace(/^frame[._-]?(?=.)/, '') || path };
  }
  return undefined;
}
