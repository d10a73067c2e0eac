import { ExitCode } from '../exit-code.js';
import type { FrameFormat } from '../pictures/frame-format.js';
import type { Settings } from '../settings/settings.js';
import { WorkerError } from '../worker-error.js';
import { isArchive } from './is-archive.js';
import { readPovrayArguments } from './read-povray-arguments.js';
import { sceneName } from './scene-name.js';

/** POV-Ray's letters for file formats. */
export const POVRAY_FORMATS: Readonly<Partial<Record<FrameFormat, string>>> = {
  png: 'N',
  jpg: 'J',
  exr: 'E',
};

/**
 * Makes sure that POV-Ray can be asked for this.
 *
 * @throws WorkerError with exit code 64 if there is no scene, it has no such frames or format, or POVRAY_ARGS is none.
 */
export function checkPovray(settings: Settings): void {
  const { frameFormat, animationFirst, animationLast, variables } = settings;
  const scene = sceneName(settings) ?? refuse('SCENE_URI is not set; give the .pov or .ini file');
  checkPovrayScene({ isFolder: scene.endsWith('/') || isArchive(scene) });
  const { lowest } = settings.job.plan.frames;
  if (lowest < 0) refuse(`frame ${lowest} is below 0, which POV-Ray does not know; shift the frames`);
  // Of an animation of one frame it renders whichever is asked for.
  if (lowest < animationFirst && animationFirst < animationLast)
    refuse(`ANIMATION_FIRST='${animationFirst}' is above frame ${lowest}, where POV-Ray begins; lower it`);
  if (POVRAY_FORMATS[frameFormat] === undefined)
    refuse(
      `FRAME_FORMAT='${frameFormat}' is not one of png, jpg, exr, which POV-Ray writes; choose one of them`,
    );
  readPovrayArguments(variables.POVRAY_ARGS);
}

/** @throws WorkerError with exit code 64 if a scene is none that POV-Ray can read, but a folder. */
export function checkPovrayScene({ isFolder }: { readonly isFolder: boolean }): void {
  if (isFolder) refuse('SCENE_URI leads to a folder; name the .pov or .ini file in it with SCENE_FILE');
}

function refuse(problem: string): never {
  throw new WorkerError(ExitCode.wrongSettings, problem);
}
