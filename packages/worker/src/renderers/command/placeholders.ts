import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';

const NAMES = [
  'frame',
  'first',
  'last',
  'step',
  'count',
  'output',
  'scene',
  'width',
  'height',
  'animationFirst',
  'animationLast',
] as const;

/** What can stand in braces in RENDER_COMMAND. */
type Placeholder = (typeof NAMES)[number];

/** A value for each placeholder; undefined where there is none. */
export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string | number | undefined>>>;

/** `{frame}`, or `{frame:06}` padded with zeros to six digits. Doubled braces stand for themselves. */
const PATTERN = /\{\{|\}\}|\{([A-Za-z]+)(?::0([1-9][0-9]?))?\}/g;

const EXAMPLE = 'give a JSON array such as ["renderer","--frame","{frame}","--output","{output}"]';

/** Whether a command is called for every frame, or for every run of frames in equal steps. */
export type CommandMode = 'frame' | 'range';

/**
 * Reads RENDER_COMMAND: a JSON array of the program and its arguments.
 *
 * @throws WorkerError with exit code 64 if it is no such array, or its placeholders do not fit together.
 */
export function readCommand(text: string | undefined): {
  readonly command: readonly string[];
  readonly mode: CommandMode;
  /** The names of those that it has. */
  readonly placeholders: ReadonlySet<string>;
} {
  const refuse = (problem: string): never => {
    const given = `RENDER_COMMAND='${text ?? ''}'`;
    throw new WorkerError(ExitCode.wrongSettings, `${given}: ${problem}; ${EXAMPLE}`);
  };
  if (text === undefined) {
    throw new WorkerError(ExitCode.wrongSettings, `RENDER_COMMAND is not set; ${EXAMPLE}`);
  }
  const command = parseArray(text);
  if (command === undefined) return refuse('it is no JSON array of texts');
  if (command.some((part) => part.includes('\0'))) refuse('it has a NUL character');
  const used = new Set<string>();
  for (const part of command) {
    const [odd] =
      /\{(?:frame|first|last|step|count)[^A-Za-z{}][^{}]*\}/.exec(part.replace(PATTERN, '')) ?? [];
    if (odd !== undefined) refuse(`${odd} is no placeholder; pad a number to six digits by {frame:06}`);
    for (const [whole, name, width] of part.matchAll(PATTERN)) {
      if (name === undefined) continue;
      if (!NAMES.some((known) => known === name))
        refuse(`${whole} is not one of ${NAMES.map((n) => `{${n}}`).join(' ')}`);
      if (width !== undefined && /^(output|scene)$/.test(name))
        refuse(`${whole} is no number that could be padded`);
      used.add(name);
    }
  }
  const isRange = ['first', 'last', 'step', 'count'].some((name) => used.has(name));
  const hasEnd = used.has('last') || used.has('count');
  if (isRange === used.has('frame') || (isRange && !(used.has('first') && hasEnd)))
    refuse('it needs either {frame}, or {first} and one of {last} and {count}');
  if (!used.has('output')) refuse('it needs {output}');
  return { command, mode: isRange ? 'range' : 'frame', placeholders: used };
}

function parseArray(text: string | undefined): readonly string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    const isCommand =
      Array.isArray(parsed) && parsed.length > 0 && parsed.every((part) => typeof part === 'string');
    return isCommand && parsed[0] !== '' ? (parsed as string[]) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Puts values in the place of placeholders.
 *
 * @throws WorkerError with exit code 64 if there is no value, as for {width} where none is set.
 */
export function fillIn(part: string, values: PlaceholderValues): string {
  return part.replace(PATTERN, (whole, name: Placeholder | undefined, width: string | undefined) => {
    if (name === undefined) return whole.slice(1);
    const value = values[name];
    if (value === undefined) {
      const variable = name === 'scene' ? 'SCENE_URI' : name.toUpperCase();
      throw new WorkerError(
        ExitCode.wrongSettings,
        `RENDER_COMMAND has {${name}}, but ${variable} is not set; set it`,
      );
    }
    return typeof value === 'number' && width !== undefined ? pad(value, Number(width)) : String(value);
  });
}

/** Pads with zeros, the sign counted. */
export function pad(value: number, width: number): string {
  const sign = value < 0 ? '-' : '';
  return `${sign}${String(Math.abs(value)).padStart(width - sign.length, '0')}`;
}
