import type * as v from 'valibot';
import { ExitCode } from '../exit-code.js';
import { isArchive } from '../renderers/is-archive.js';
import { readSourceUri } from '../storage/read-source-uri.js';
import { WorkerError } from '../worker-error.js';
import type { WorkerVariables } from './variables.js';

/**
 * Makes sure that SCENE_URI and AUDIO_URI name something that can be fetched. Pure: whether it is there is not looked at.
 *
 * @throws WorkerError with exit code 64 if not.
 */
export function checkSources({ SCENE_URI, AUDIO_URI }: v.InferOutput<typeof WorkerVariables>): void {
  if (SCENE_URI !== undefined) readSourceUri('SCENE_URI', SCENE_URI);
  if (AUDIO_URI === undefined) return;
  readSourceUri('AUDIO_URI', AUDIO_URI);
  if (!AUDIO_URI.endsWith('/') && !isArchive(AUDIO_URI)) return;
  throw new WorkerError(
    ExitCode.wrongSettings,
    `AUDIO_URI='${AUDIO_URI}' is a folder or an archive; name the file of the sound`,
  );
}
