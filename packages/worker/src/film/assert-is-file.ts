import { ExitCode } from '../exit-code.js';
import { stat } from '../files.js';
import { FrameFailure } from '../renderers/frame-failure.js';
import { kindOf, lookAt } from './look-at.js';

/**
 * Makes sure that what a renderer names is a regular file, or a link that leads to one: to read a fifo would never end.
 *
 * @throws FrameFailure with exit code 65 if it is something else or not there; what the machine refuses.
 */
export async function assertIsFile(frame: number, path: string): Promise<void> {
  const refuse = (problem: string, cause?: unknown): never => {
    const message = `the renderer's file of frame ${frame}, ${path}, ${problem}`;
    throw new FrameFailure(ExitCode.wrongData, message, { cause });
  };
  const found = await lookAt(path, stat, refuse);
  if (!found.isFile()) refuse(`is ${kindOf(found)}; make the renderer write a regular file`);
}
