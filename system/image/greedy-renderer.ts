import { TRANSFERS } from '../../packages/worker/src/jobs/render/render-pass.js';
import { encodePalettePng } from '../../packages/worker/src/renderers/test-pattern/palette-png.js';

const pixel = { width: 1, height: 1, stride: 2, rows: new Uint8Array(2) };
const picture = encodePalettePng(pixel, new Uint8Array(3)).toString('base64');
/** Drawn when earlier frames are stored for sure, and others are on their way. */
const GREEDY_FRAME = TRANSFERS + 4;

/** The source of a renderer whose first attempt takes a GiB of memory amid its frames; they are one pixel each. */
export const greedyRenderer = `
const data = Buffer.from('${picture}', 'base64');
export const renderer = {
  name: 'greedy',
  *render({ frames, variables }) {
    for (const frame of frames) {
      if (frame === ${GREEDY_FRAME} && variables.AWS_BATCH_JOB_ATTEMPT === '1') Buffer.alloc(2 ** 30, 1);
      yield { frame, data };
    }
  },
};
`;
