import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { blender } from './blender/blender.js';
import { command } from './command/command.js';
import { FrameFailure } from './frame-failure.js';
import { povray } from './povray.js';
import type { Renderer } from './renderer.js';

/**
 * Loads a renderer that is not built into every child: by its name, or a module by its path.
 *
 * @throws WorkerError with exit code 64 if a module cannot be loaded or exports no renderer.
 */
export async function loadRenderer(name: string): Promise<Renderer> {
  switch (name) {
    case 'command':
      return command;
    case 'blender':
      return blender;
    case 'povray':
      return povray;
    default:
      return loadModule(name);
  }
}

async function loadModule(path: string): Promise<Renderer> {
  const url = pathToFileURL(resolve(path)).href;
  const module = await import(url).catch((cause: Error) => {
    throw new WorkerError(ExitCode.wrongSettings, `RENDERER='${path}' cannot be loaded: ${cause.message}`, {
      cause,
    });
  });
  const { renderer } = module as { readonly renderer?: Renderer };
  if (typeof renderer?.render === 'function')
    return withOwnFailures({ ...renderer, name: renderer.name ?? path });
  throw new WorkerError(
    ExitCode.wrongSettings,
    `RENDERER='${path}' exports no renderer; export const renderer = { name, render }`,
  );
}

/** What such a module throws is a failed frame, not a bug of the worker. */
function withOwnFailures(renderer: Renderer): Renderer {
  return {
    ...renderer,
    async *render(request) {
      try {
        yield* renderer.render(request);
      } catch (error) {
        request.signal.throwIfAborted();
        if (error instanceof WorkerError) throw error;
        const { message } = error instanceof Error ? error : new Error(String(error));
        throw new FrameFailure(ExitCode.wrongData, `the renderer ${renderer.name} failed: ${message}`, {
          cause: error,
        });
      }
    },
  };
}
