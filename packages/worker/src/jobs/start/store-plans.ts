import { type FanoutPlan, type GenerationTarget, plansToStore } from '@render/batch-fanout';
import { ExitCode } from '../../exit-code.js';
import { formatJson } from '../../storage/json.js';
import type { Storage } from '../../storage/storage.js';
import { WorkerError } from '../../worker-error.js';

/**
 * Writes the plans for which the environment has no room to where their jobs look for them; none is ever changed.
 *
 * @throws WorkerError with exit code 65 if another plan lies there.
 */
export async function storePlans(
  storage: Storage,
  plan: FanoutPlan,
  target: GenerationTarget,
): Promise<void> {
  for (const stored of plansToStore(plan, target)) {
    const key = stored.uri.slice(storage.uri.length + 1);
    const text = formatJson(stored.plan);
    if (await storage.create(key, text)) continue;
    const known = await storage.get(key);
    if (known !== undefined && Buffer.from(known).toString() === text) continue;
    throw new WorkerError(ExitCode.wrongData, `${stored.uri} holds another plan; use another RUN_ID`);
  }
}
