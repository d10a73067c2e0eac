import { ExitCode } from '../../exit-code.js';
import type { Settings } from '../../settings/settings.js';
import { WorkerError } from '../../worker-error.js';
import { sceneName } from '../scene-name.js';

const DEVICES = ['CPU', 'CUDA', 'OPTIX', 'HIP', 'ONEAPI', 'METAL'];

/** In the place of frames beyond it Blender renders this one, without a word. */
const HIGHEST_FRAME = 1_048_574;

/**
 * Makes sure that Blender can be asked for this.
 *
 * @throws WorkerError with exit code 64 if the scene is none of Blender's, there is no such device, or it has no such frame.
 */
export function checkBlender(settings: Settings): void {
  const { CYCLES_DEVICE: device = 'CPU' } = settings.variables;
  const scene = sceneName(settings) ?? refuse('SCENE_URI is not set; give the .blend file');
  if (!scene.endsWith('.blend'))
    refuse(`SCENE_URI leads to no .blend file but to ${scene}; correct it or set SCENE_FILE`);
  if (!DEVICES.includes(device)) refuse(`CYCLES_DEVICE='${device}' is not one of ${DEVICES.join(', ')}`);
  const { lowest, highest } = settings.job.plan.frames;
  const beyond = [lowest, highest].find((frame) => Math.abs(frame) > HIGHEST_FRAME);
  if (beyond !== undefined)
    refuse(
      `frame ${beyond} is not from -${HIGHEST_FRAME} to ${HIGHEST_FRAME}, all that Blender has; shift the frames`,
    );
}

function refuse(problem: string): never {
  throw new WorkerError(ExitCode.wrongSettings, problem);
}
