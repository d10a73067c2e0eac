import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type FanoutPlan, readPlan } from '@render/batch-fanout/planning';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';

/**
 * Reads the plan that a start job has written because it was too long for the environment.
 *
 * @param uri - `PLAN_URI`; undefined where the environment says it all.
 * @throws WorkerError with exit code 65 if there is no such plan; a `FanoutError` if it is none.
 */
export async function readPlanAt(uri: string | undefined): Promise<FanoutPlan | undefined> {
  if (uri === undefined) return undefined;
  try {
    return readPlan(JSON.parse(await readFile(fileURLToPath(uri), 'utf8')));
  } catch (cause) {
    throw new WorkerError(
      ExitCode.wrongData,
      `PLAN_URI='${uri}' names no plan that can be read (${(cause as Error).message}); submit the run again`,
      { cause },
    );
  }
}
