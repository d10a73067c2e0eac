import { stat } from 'node:fs/promises';
import { ExitCode } from '../../exit-code.js';
import { testPattern } from '../../renderers/test-pattern.js';
import { openFolder } from '../../storage/open-storage.js';
import { readSourceUri } from '../../storage/read-source-uri.js';
import { WorkerError } from '../../worker-error.js';
import type { JobContext } from '../job-context.js';

/**
 * Makes sure that scene and sound are there, before machines are paid to find that they are not.
 *
 * @throws WorkerError with exit code 65 if one is not.
 */
export async function assertSources(context: JobContext): Promise<void> {
  const { renderer, sceneUri, audioUri, submission } = context.settings;
  const sources = [
    ['SCENE_URI', renderer === testPattern.name ? undefined : sceneUri],
    ['AUDIO_URI', audioUri],
  ] as const;
  const { jobId, jobDefinition } = submission;
  for (const [variable, uri] of sources) {
    // Another definition's jobs may have other folders than this one.
    const isElsewhere = jobId !== undefined && jobDefinition !== undefined && uri?.startsWith('file:');
    if (uri === undefined || isElsewhere || (await isThere(variable, uri, context))) continue;
    throw new WorkerError(ExitCode.wrongData, `${variable}='${uri}' leads to nothing; correct it`);
  }
}

async function isThere(variable: string, uri: string, { log, signal }: JobContext): Promise<boolean> {
  const place = readSourceUri(variable, uri);
  if (place.folder === undefined) {
    return stat(place.path).then(
      () => true,
      () => false,
    );
  }
  try {
    const storage = await openFolder(variable, place.folder, signal);
    return place.key === undefined
      ? (await storage.list('')).length > 0
      : (await storage.findExisting([place.key])).size > 0;
  } catch (error) {
    signal.throwIfAborted();
    // The other jobs may be allowed to read it.
    log.warn(`${variable} could not be looked at: ${(error as Error).message}`);
    return true;
  }
}
