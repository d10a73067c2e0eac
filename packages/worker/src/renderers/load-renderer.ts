import { blender } from './blender/blender.js';
import type { CheckedRenderer } from './checked-renderer.js';
import { command } from './command/command.js';
import type { ModuleLimits } from './module/import-module.js';
import { loadModule } from './module/load-module.js';
import { povray } from './povray.js';
import { readRetryPattern } from './retry-pattern.js';

/**
 * Loads a renderer that is not built into every child: by its name, or a module by its path.
 *
 * @throws WorkerError with exit code 64 if RENDER_RETRY_ON is no pattern, or a module cannot be loaded or exports no renderer,
 *   75 if it loads too long; the signal's reason.
 */
export async function loadRenderer(name: string, limits: ModuleLimits): Promise<CheckedRenderer> {
  await readRetryPattern(limits.variables.RENDER_RETRY_ON);
  switch (name) {
    case 'command':
      return command;
    case 'blender':
      return blender;
    case 'povray':
      return povray;
    default:
      return loadModule(name, limits);
  }
}
