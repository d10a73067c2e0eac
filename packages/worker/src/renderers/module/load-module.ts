import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import { FrameFailure } from '../frame-failure.js';
import type { Renderer } from '../renderer.js';
import { underLimits } from './under-limits.js';

/**
 * Loads a renderer of the user's own. What it throws is a failed frame, not a bug of the worker, and it keeps to the
 * limits that programs have.
 *
 * @throws WorkerError with exit code 64 if the module cannot be loaded or exports no renderer.
 */
export async function loadModule(path: string): Promise<Renderer> {
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

function withOwnFailures(renderer: Renderer): Renderer {
  return {
    ...renderer,
    async *render(request) {
      try {
        yield* underLimits(renderer, request);
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
