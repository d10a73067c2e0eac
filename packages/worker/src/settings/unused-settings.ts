import { readCommand } from '../renderers/command/placeholders.js';
import { isModule } from '../renderers/module/is-module.js';
import type { Settings } from './settings.js';
import type { WorkerVariables } from './variables.js';

type Names = readonly (keyof typeof WorkerVariables.entries)[];

const SCENE: Names = ['SCENE_URI', 'SCENE_FILE'];
const PROGRAM: Names = ['RENDER_RETRY_ON', 'FRAME_TIMEOUT_SECONDS', 'RENDER_STALL_SECONDS'];
const ANIMATION: Names = ['ANIMATION_FIRST', 'ANIMATION_LAST'];
const COMMAND: Names = ['RENDER_COMMAND', 'RENDER_OUTPUT'];
const BLENDER: Names = ['BLENDER_PATH', 'BLENDER_MISSING_FILES', 'BLENDER_AUTOEXEC', 'CYCLES_DEVICE'];
const POVRAY: Names = ['POVRAY_PATH', 'POVRAY_ARGS'];

/** What is not for every renderer, and what of it each makes use of. */
const OF_RENDERERS: Names = [...SCENE, ...PROGRAM, ...ANIMATION, ...COMMAND, ...BLENDER, ...POVRAY];
const USED: Readonly<Record<string, Names>> = {
  'test-pattern': ANIMATION,
  command: [...SCENE, ...PROGRAM, ...ANIMATION, ...COMMAND],
  blender: [...SCENE, ...PROGRAM, ...BLENDER],
  povray: [...SCENE, ...PROGRAM, ...ANIMATION, ...POVRAY],
};

/** Why nothing comes of some variables. */
interface Reason {
  readonly holds: boolean;
  readonly why: string;
  readonly names: Names;
}

/**
 * Finds the variables that are set although nothing comes of them. Pure. A module of one's own may read any of them.
 *
 * @param settings - Such as its renderer takes.
 * @returns For each reason the variables and the reason, as in `SCENE_URI, SCENE_FILE (RENDERER is 'test-pattern')`.
 */
export function unusedSettings(settings: Settings): string[] {
  const { renderer, variables, frameFormat, video } = settings;
  if (isModule(renderer)) return [];
  const isExr = frameFormat === 'exr';
  const reasons: readonly Reason[] = [
    { holds: true, why: `RENDERER is '${renderer}'`, names: unusedByRenderer(settings) },
    ...(renderer === 'command' ? unusedByCommand(settings) : []),
    {
      holds: variables.SCENE_URI === undefined && USED[renderer]?.includes('SCENE_URI') === true,
      why: 'SCENE_URI is not set',
      names: ['SCENE_FILE'],
    },
    { holds: !isExr, why: `FRAME_FORMAT is '${frameFormat}'`, names: ['EXR_TRANSFER'] },
    {
      holds: video === undefined,
      why: "VIDEO_CODEC is 'none'",
      names: isExr ? ['FPS', 'SEGMENTS', 'EXR_TRANSFER'] : ['FPS', 'SEGMENTS'],
    },
  ];
  return reasons.flatMap(({ holds, why, names }) => {
    const unused = names.filter((name) => holds && variables[name] !== undefined);
    return unused.length === 0 ? [] : [`${unused.join(', ')} (${why})`];
  });
}

function unusedByRenderer(settings: Settings): Names {
  const used = new Set([...(USED[settings.renderer] ?? []), ...(showsSlates(settings) ? ANIMATION : [])]);
  return OF_RENDERERS.filter((name) => !used.has(name));
}

/** What the command has no placeholder for. */
function unusedByCommand(settings: Settings): Reason[] {
  const { placeholders } = readCommand(settings.variables.RENDER_COMMAND);
  const hasSlates = showsSlates(settings);
  const scene: Names = settings.variables.SCENE_URI === undefined ? [] : SCENE;
  return [
    { placeholder: 'scene', names: scene },
    { placeholder: 'animationFirst', names: hasSlates ? [] : (['ANIMATION_FIRST'] as const) },
    { placeholder: 'animationLast', names: hasSlates ? [] : (['ANIMATION_LAST'] as const) },
  ].map(({ placeholder, names }) => ({
    holds: !placeholders.has(placeholder),
    why: `RENDER_COMMAND has no {${placeholder}}`,
    names,
  }));
}

/** Slates show how far the film has come. */
function showsSlates({ onMissingFrames, video }: Settings): boolean {
  return onMissingFrames === 'slate' && video !== undefined;
}
