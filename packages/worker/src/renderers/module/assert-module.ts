import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';

/**
 * Makes sure that the file of a module is there. It is not loaded, because it may do anything then.
 *
 * @throws WorkerError with exit code 64 if it is not.
 */
export async function assertModule(path: string): Promise<void> {
  const file = resolve(path);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return;
  throw new WorkerError(
    ExitCode.wrongSettings,
    `RENDERER='${path}' is not there: ${file} is no file; correct it, or put the module into the image`,
  );
}
