import type { Settings } from '../settings/settings.js';

/** Everything that changes a picture, by name; what only changes the video is left out. */
export type PictureSettings = Readonly<Record<string, string | number | undefined>>;

/** Variables of renderers that change pictures. */
const RENDERER_VARIABLES = [
  'RENDER_COMMAND',
  'RENDER_OUTPUT',
  'SCENE_URI',
  'SCENE_FILE',
  'BLENDER_MISSING_FILES',
  'BLENDER_AUTOEXEC',
  'CYCLES_DEVICE',
  'POVRAY_ARGS',
];

/** Takes from all settings those that change pictures. */
export function pictureSettings(settings: Settings): PictureSettings {
  const { renderer, width, height, frameFormat, animationFirst, animationLast, variables } = settings;
  const own = RENDERER_VARIABLES.flatMap((name) =>
    variables[name] === undefined ? [] : [[name, variables[name]]],
  );
  return {
    renderer,
    width,
    height,
    frameFormat,
    animationFirst,
    animationLast,
    ...(Object.fromEntries(own) as PictureSettings),
  };
}

/** One text that is equal exactly when the pictures are. */
export async function pictureDigest(pictures: PictureSettings): Promise<string> {
  // Only the first step of a run needs it, and loading it takes every other one several milliseconds.
  const { createHash } = await import('node:crypto');
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(pictures).sort()))
    .digest('hex');
}
