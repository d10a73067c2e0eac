import { benchChildren } from './children.js';
import { benchIdle } from './idle.js';
import { benchLatency } from './latency.js';
import { benchMemory } from './memory.js';
import { benchSubmissions } from './submissions.js';

/** What local-batch costs beside the processes of its jobs; each part can be run by itself. */
export const localBatchParts = {
  'local-batch:children': benchChildren,
  'local-batch:latency': benchLatency,
  'local-batch:submissions': benchSubmissions,
  'local-batch:memory': benchMemory,
  'local-batch:idle': benchIdle,
} as const;

/** All parts, one after the other. */
export async function benchLocalBatch(): Promise<string> {
  const lines: string[] = [];
  for (const bench of Object.values(localBatchParts)) lines.push(await bench());
  return lines.join('\n');
}
