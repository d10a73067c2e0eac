import { fileURLToPath } from 'node:url';
import { smallFilm } from '../run-worker.js';

/** The renderer of these tests, which draws one grey for each frame and misbehaves as it is told. */
export const drawFrame = fileURLToPath(new URL('draw-frame.mjs', import.meta.url));

/** The variables of a chunk that it renders: `file` once for every frame, `folder` for a range of them. */
export async function drawnFilm(what: string, given: Readonly<Record<string, string>> = {}) {
  const { folder, variables } = await smallFilm();
  const { WIDTH: _, HEIGHT: __, ...rest } = variables;
  const args = what === 'folder' ? ['{output}', '{first}', '{last}', '{step}'] : ['{output}', '{frame}'];
  const film = {
    ...rest,
    JOB_TYPE: 'render',
    RENDERER: 'command',
    RENDER_COMMAND: JSON.stringify([process.execPath, drawFrame, what, ...args]),
    TOTAL_FRAMES: '4',
    ...given,
  };
  return { folder, film };
}
