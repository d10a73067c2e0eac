import type { Settings } from '../../settings/settings.js';
import { fillIn, type PlaceholderValues, readCommand } from './placeholders.js';
import { checkRenderOutput } from './render-output.js';

/** Values of the placeholders that every call has. */
const OF_A_CALL: PlaceholderValues = { frame: 1, first: 1, last: 1, step: 1, count: 1, output: '' };

/**
 * Makes sure that RENDER_COMMAND can be called, and RENDER_OUTPUT can name what it writes.
 *
 * @throws WorkerError with exit code 64 if not.
 */
export function checkCommand(settings: Settings): void {
  const { variables, sceneUri: scene, width, height, animationFirst, animationLast, frameFormat } = settings;
  const { command } = readCommand(variables.RENDER_COMMAND);
  const values = { ...OF_A_CALL, scene, width, height, animationFirst, animationLast };
  for (const part of command) fillIn(part, values);
  if (variables.RENDER_OUTPUT !== undefined) checkRenderOutput(variables.RENDER_OUTPUT, frameFormat);
}
