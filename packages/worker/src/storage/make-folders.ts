import { dirname } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { mkdir } from '../files.js';
import { WorkerError } from '../worker-error.js';

/**
 * Makes a folder and those above it. The `recursive` option of mkdir never ends where the system refuses to make any
 * folder, as in /proc (seen with Node 20.20).
 *
 * @throws WorkerError with exit code 65 if no folder can be made there; what mkdir throws otherwise.
 */
export async function makeFolders(path: string): Promise<void> {
  if ((await makeFolder(path)) !== 'no parent') return;
  await makeFolders(dirname(path));
  if ((await makeFolder(path)) === 'no parent') {
    throw new WorkerError(ExitCode.wrongData, `no folder can be made at ${path}; use another OUTPUT_URI`);
  }
}

async function makeFolder(path: string): Promise<'made' | 'no parent'> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'no parent';
    if (code !== 'EEXIST') throw error;
  }
  return 'made';
}
