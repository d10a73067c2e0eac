import { stat } from 'node:fs/promises';
import { ExitCode } from '../../exit-code.js';
import { hasBegun } from '../../film/guard-run.js';
import { testPattern } from '../../renderers/test-pattern.js';
import { openFolder } from '../../storage/open-storage.js';
import { readSourceUri } from '../../storage/read-source-uri.js';
import type { Storage } from '../../storage/storage.js';
import { WorkerError } from '../../worker-error.js';
import type { JobContext } from '../job-context.js';

/**
 * Makes sure that the files of scene and sound are there before a run begins, so that no machines are paid to find that they are
 * not. Folders on S3 are not looked into, and files only by a job whose own definition the others have: those of others may have
 * other folders.
 *
 * @throws WorkerError with exit code 65 if one is not there.
 */
export async function assertSources(storage: Storage, context: JobContext): Promise<void> {
  const { renderer, sceneUri, audioUri, submission } = context.settings;
  const isLikeOthers = submission.jobId !== undefined && submission.jobDefinition === undefined;
  const sources = [
    ['SCENE_URI', renderer === testPattern.name ? undefined : sceneUri],
    ['AUDIO_URI', audioUri],
  ] as const;
  for (const [variable, uri] of sources) {
    const isSeen = uri?.startsWith('s3:') || isLikeOthers;
    if (uri === undefined || !isSeen || (await isThere(variable, uri, context))) continue;
    // What was rendered of it stays.
    if (await hasBegun(storage)) continue;
    throw new WorkerError(ExitCode.wrongData, `${variable}='${uri}' leads to nothing; correct it`);
  }
}

/** Whether a source is there, or cannot be looked at by this job, as the others perhaps can. */
async function isThere(variable: string, uri: string, { log, signal }: JobContext): Promise<boolean> {
  const place = readSourceUri(variable, uri);
  try {
    if (place.folder === undefined) await stat(place.path);
    else if (place.key !== undefined) {
      const folder = await openFolder(variable, place.folder, signal);
      return (await folder.findExisting([place.key])).size > 0;
    }
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    log.warn(`${variable} could not be looked at: ${message}`);
    return true;
  }
}
