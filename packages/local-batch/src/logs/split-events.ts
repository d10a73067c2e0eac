/** One line of a log, or one piece of a very long line. */
export interface LogEvent {
  /** Where it begins in the file, in bytes. */
  readonly start: number;
  /** Where the next one begins. */
  readonly end: number;
  /** Without the line's end; empty for an empty line. */
  readonly message: string;
}

/**
 * Lines of up to this many bytes are one event. Longer ones are cut at every multiple of it in the file, counted from the
 * file's beginning and the first of them this far behind the line's: so that a cut is found alike from before and behind,
 * and no event is longer than twice this, AWS's 256 KiB.
 */
export const LONGEST_LINE_BYTES = 128 * 1024;

/** So many bytes hold at least one whole event, from wherever an event begins or ends. */
export const WINDOW_BYTES = 4 * LONGEST_LINE_BYTES;

const NEWLINE = 0x0a;

/**
 * Splits bytes into events.
 *
 * @param bytes - Part of a file that begins where an event begins.
 * @param offset - Where the part lies in the file.
 * @param isLast - Whether what is left at the end is an event, too.
 * @returns The events, and where the first byte lies that is in none of them.
 */
export function splitEvents(
  bytes: Buffer,
  offset: number,
  isLast: boolean,
): { readonly events: readonly LogEvent[]; readonly end: number } {
  const events: LogEvent[] = [];
  let at = 0;
  while (at < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, at);
    const cut = nextCut(offset + at) - offset;
    const isCut = cut < bytes.length && (newline === -1 || newline > cut);
    if (!isCut && newline === -1 && !isLast) break;
    const contentEnd = isCut ? beforeCharacter(bytes, cut) : newline === -1 ? bytes.length : newline;
    const end = isCut || newline === -1 ? contentEnd : newline + 1;
    events.push({ start: offset + at, end: offset + end, message: bytes.toString('utf8', at, contentEnd) });
    at = end;
  }
  return { events, end: offset + at };
}

/**
 * Where an event begins, for a part of a file of which that is not known.
 *
 * @param bytes - At least {@link WINDOW_BYTES} long, and its end is where an event ends.
 */
export function firstEventStart(bytes: Buffer, offset: number): number {
  const newline = bytes.indexOf(NEWLINE);
  const cut = nextCut(offset) - offset;
  return offset + (newline === -1 || newline > cut ? beforeCharacter(bytes, cut) : newline + 1);
}

function nextCut(start: number): number {
  return (Math.ceil(start / LONGEST_LINE_BYTES) + 1) * LONGEST_LINE_BYTES;
}

/** Steps back to where the UTF-8 character begins that a cut would go through. */
function beforeCharacter(bytes: Buffer, cut: number): number {
  for (let at = cut; at > cut - 4; at -= 1) {
    if (((bytes[at] ?? 0) & 0b1100_0000) !== 0b1000_0000) return at;
  }
  return cut;
}
