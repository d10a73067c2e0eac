import { lstat, realpath } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import type { RenderedFrame, RenderRequest } from '../renderer.js';

/**
 * Makes sure that the files of a module's frame lie in a scratch folder, that of `prepare` or of `render`: they are moved from
 * there, and what lies elsewhere may be needed.
 *
 * @throws WorkerError with exit code 65 if one does not.
 */
export async function assertInScratch(
  rendered: RenderedFrame | null | undefined,
  { scratch }: RenderRequest,
): Promise<void> {
  // Modules are written by anybody.
  const { frame, file, others } = rendered ?? {};
  const root = await realpath(dirname(scratch));
  for (const path of [file, ...Object.values(others ?? {})]) {
    // What is no path, or leads to nothing, is refused by whoever reads it.
    const folder = typeof path === 'string' ? await folderOf(path) : undefined;
    if (folder === undefined || folder === root || folder.startsWith(`${root}${sep}`)) continue;
    throw new WorkerError(
      ExitCode.wrongData,
      `the file of frame ${frame}, ${path}, lies outside of request.scratch, and the worker would move it; write it there, or a copy of it`,
    );
  }
}

async function folderOf(path: string): Promise<string | undefined> {
  try {
    await lstat(path);
    return await realpath(dirname(resolve(path)));
  } catch {
    return undefined;
  }
}
