import { benchLocalBatch, localBatchParts } from './local-batch/local-batch.js';
import { benchPlanning } from './planning.js';
import { benchWorker } from './worker/worker.js';
import { benchWorkflow } from './workflow.js';

const benches = {
  planning: benchPlanning,
  workflow: benchWorkflow,
  worker: benchWorker,
  'local-batch': benchLocalBatch,
} as const;
/** What can be asked for by name. */
const all: Readonly<Record<string, () => Promise<string>>> = { ...benches, ...localBatchParts };
const given = process.argv.slice(2);
const wanted = given.length === 0 ? Object.keys(benches) : given;
const unknown = wanted.find((name) => !Object.hasOwn(all, name));

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
if (unknown === undefined) {
  for (const name of Object.keys(all)) {
    if (wanted.includes(name)) console.log(await all[name]?.());
  }
} else {
  console.error(`there is no bench '${unknown}'; choose from ${Object.keys(all).join(', ')}`);
  process.exitCode = 64;
}
