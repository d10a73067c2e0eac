import { ExitCode } from '../exit-code.js';
import { stat } from '../files.js';
import { describeMachineError } from '../machine-error.js';
import { FrameFailure } from '../renderers/frame-failure.js';

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
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (describeMachineError(error) !== undefined) throw error;
    return refuse(error.code === 'ENOENT' ? 'is not there' : `cannot be read: ${error.message}`, error);
  });
  if (found.isFile()) return;
  refuse(
    `is ${found.isDirectory() ? 'a folder' : 'a pipe or device'}; make the renderer write a regular file`,
  );
}
