import { benchPlanning } from './planning.js';
import { benchWorker } from './worker/worker.js';
import { benchWorkflow } from './workflow.js';

const benches = { planning: benchPlanning, workflow: benchWorkflow, worker: benchWorker } as const;
const names = Object.keys(benches) as (keyof typeof benches)[];
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !names.some((known) => known === name));

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
if (unknown === undefined) {
  for (const name of names) {
    if (wanted.length === 0 || wanted.includes(name)) console.log(await benches[name]());
  }
} else {
  console.error(`there is no bench '${unknown}'; choose from ${names.join(', ')}`);
  process.exitCode = 64;
}
