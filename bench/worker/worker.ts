import { benchImage } from './image.js';
import { benchJoin } from './join.js';
import { benchPovray } from './povray.js';
import { benchStart } from './start.js';
import { benchTransfer } from './transfer.js';

const PARTS = [benchStart, benchPovray, benchJoin, benchTransfer, benchImage];

/** What a worker costs beside the programs that it runs. */
export async function benchWorker(): Promise<string> {
  const lines: string[] = [];
  for (const part of PARTS) lines.push(await part());
  return lines.join('\n');
}
