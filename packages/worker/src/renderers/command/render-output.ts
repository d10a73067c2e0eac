import { ExitCode } from '../../exit-code.js';
import { EXTENSIONS, type FrameFormat } from '../../pictures/frame-format.js';
import { WorkerError } from '../../worker-error.js';
import { pad } from './placeholders.js';

/** `{frame}`, or `{frame:04}` padded with zeros to four digits. */
const FRAME = /\{frame(?::0([1-9][0-9]?))?\}/g;

/** The name that RENDER_OUTPUT gives to the picture of a frame. */
export function outputName(pattern: string, frame: number): string {
  return pattern.replace(FRAME, (_, width) => pad(frame, Number(width ?? 1)));
}

/**
 * Makes sure that RENDER_OUTPUT can name the picture of every frame.
 *
 * @throws WorkerError with exit code 64 if it names no frame, something else, or a picture of another format.
 */
export function checkRenderOutput(pattern: string, frameFormat: FrameFormat): void {
  const refuse = (problem: string): never => {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `RENDER_OUTPUT='${pattern}': ${problem}; give a name such as beauty.{frame:04}.${frameFormat}`,
    );
  };
  const [odd] = /\{[A-Za-z][^{}]*\}/.exec(pattern.replace(FRAME, '')) ?? [];
  if (odd !== undefined) refuse(`${odd} is not {frame}, padded or not`);
  if (pattern.search(FRAME) === -1) refuse('it has no {frame}, so that it names one picture only');
  const extension = pattern.slice(pattern.lastIndexOf('.') + 1).toLowerCase();
  const other = Object.entries(EXTENSIONS).find(([, names]) => names.includes(extension))?.[0];
  if (other !== undefined && other !== frameFormat)
    refuse(`FRAME_FORMAT is '${frameFormat}', not '${other}'`);
}
