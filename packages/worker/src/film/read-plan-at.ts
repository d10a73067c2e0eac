import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FanoutPlan, readPlan } from '@render/batch-fanout/planning';
import { ExitCode } from '../exit-code.js';
import { openFolder } from '../storage/open-storage.js';
import { readSourceUri } from '../storage/read-source-uri.js';
import { WorkerError } from '../worker-error.js';

/**
 * Reads the plan that a start job has written because it was too long for the environment.
 *
 * @param uri - `PLAN_URI`.
 * @param signal - Ends the reading.
 * @throws WorkerError with exit code 64 if no plan can be there, 65 if there is none.
 */
export async function readPlanAt(uri: string, signal: AbortSignal): Promise<FanoutPlan> {
  const place = readSourceUri('PLAN_URI', uri);
  const { folder, key = '' } =
    place.folder === undefined
      ? { folder: pathToFileURL(dirname(place.path)).href, key: basename(place.path) }
      : place;
  const data = await (await openFolder('PLAN_URI', folder, signal)).get(key);
  try {
    if (data === undefined) throw new Error('there is none');
    return readPlan(JSON.parse(Buffer.from(data).toString()));
  } catch (cause) {
    throw new WorkerError(
      ExitCode.wrongData,
      `PLAN_URI='${uri}' names no plan that can be read (${(cause as Error).message}); submit the run again`,
      { cause },
    );
  }
}
