import { checkBlender } from '../packages/worker/src/renderers/blender/check-blender.js';
import { checkPovray } from '../packages/worker/src/renderers/check-povray.js';
import { checkCommand } from '../packages/worker/src/renderers/command/check-command.js';
import type { Settings } from '../packages/worker/src/settings/settings.js';

/** How a renderer works. Its formats, whether it needs a scene and its usual size the table asks the worker itself. */
export interface RendererGuide {
  /** Variables with which it is used. */
  readonly given: Readonly<Record<string, string>>;
  /** Its own check of them; absent where it has none. */
  readonly check?: (settings: Settings) => void;
  /** What stands behind its name. */
  readonly use?: string;
  readonly called: string;
  /** When it reads the scene, where that is neither always nor never. */
  readonly scene?: string;
  /** Whose size a frame has, where the worker does not say it. */
  readonly size?: string;
  /** What begins RENDER_STALL_SECONDS anew. */
  readonly signOfLife?: string;
  /** What has FRAME_TIMEOUT_SECONDS. */
  readonly timed?: string;
}

const ofCommand = {
  check: checkCommand,
  scene: 'for `{scene}`',
  size: "the program's; `WIDTH` and `HEIGHT` are checked",
};
const byFrame = 'each frame; until one begins, the call, times its frames';

/** All renderers, in the order of the schema's message. */
export const renderers: readonly RendererGuide[] = [
  { given: { RENDERER: 'test-pattern' }, called: 'in the worker itself' },
  {
    ...ofCommand,
    given: { RENDERER: 'command', RENDER_COMMAND: '["draw","{frame}","{output}"]' },
    use: 'with `{frame}`',
    called: 'for each frame, as many at once as `VCPUS`',
    signOfLife: 'anything it prints',
    timed: 'each call',
  },
  {
    ...ofCommand,
    given: { RENDERER: 'command', RENDER_COMMAND: '["draw","{first}","{last}","{output}"]' },
    use: 'with `{first}`',
    called: 'for each run of frames in equal steps, one after another',
    signOfLife: 'anything it prints, a finished frame',
    timed: 'each call, times its frames',
  },
  {
    given: { RENDERER: 'blender', SCENE_URI: 'file:///shot.blend' },
    check: checkBlender,
    called: 'once for a chunk',
    size: "the scene's, or `WIDTH` and `HEIGHT`",
    signOfLife: 'anything it prints',
    timed: byFrame,
  },
  {
    given: { RENDERER: 'povray', SCENE_URI: 'file:///shot.pov' },
    check: checkPovray,
    called: 'for each run of frames without a gap, one after another',
    signOfLife: 'anything it prints, a finished frame',
    timed: byFrame,
  },
  {
    given: { RENDERER: './my-renderer.mjs' },
    called: 'in the worker, once for a chunk',
    scene: 'as it likes',
    size: "the module's; `WIDTH` and `HEIGHT` are checked",
    signOfLife: 'a `report`, a frame',
    timed: '`prepare` and `render` each, times the frames',
  },
];
