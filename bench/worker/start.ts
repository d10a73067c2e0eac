import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workerEntrypoint } from '@render/worker';
import { inFolder } from '../in-folder.js';
import { compare, formatComparison } from '../measure.js';
import { runProgram } from '../run-program.js';

const ROUNDS = 20;
/** As the image has it, with its folder of compiled code. */
const IS_IMAGES_NODE = Number.parseInt(process.versions.node, 10) >= 24;
const TARGET = IS_IMAGES_NODE ? 1.6 : 1.8;

/** A render child that finds its one frame already there, against Node doing nothing. */
export function benchStart(): Promise<string> {
  return inFolder(async (folder) => {
    const job = {
      JOB_TYPE: 'render',
      RUN_ID: 'film',
      OUTPUT_URI: pathToFileURL(folder).href,
      TOTAL_FRAMES: '1',
      FRAMES_PER_RENDER_JOB: '1',
    };
    const image = IS_IMAGES_NODE ? { NODE_COMPILE_CACHE: join(folder, 'compile-cache') } : {};
    const comparison = await compare(
      () => runProgram(process.execPath, [workerEntrypoint], { ...job, ...image }),
      () => runProgram(process.execPath, ['-e', '0'], image),
      ROUNDS,
    );
    return formatComparison('start of a worker with nothing to do, against node -e 0', comparison, TARGET);
  });
}
