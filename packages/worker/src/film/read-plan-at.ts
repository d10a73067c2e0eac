import { type FanoutPlan, readPlan } from '@render/batch-fanout/planning';
import { ExitCode } from '../exit-code.js';
import { openFolder } from '../storage/open-storage.js';
import { WorkerError } from '../worker-error.js';

/**
 * Reads the plan that a start job has written because it was too long for the environment.
 *
 * @param uri - `PLAN_URI`.
 * @param signal - Ends the reading.
 * @throws WorkerError with exit code 65 if there is no such plan.
 */
export async function readPlanAt(uri: string, signal: AbortSignal): Promise<FanoutPlan> {
  const [, parent = '', name = ''] = /^(.*)\/([^/]+)$/.exec(uri) ?? [];
  const folder = await openFolder('PLAN_URI', parent || uri, signal);
  const data = await folder.get(uri.startsWith('file:') ? decodeURIComponent(name) : name);
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
