import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import { FrameFailure } from '../frame-failure.js';
import type { Renderer, RenderRequest } from '../renderer.js';
import { assertInScratch } from './assert-in-scratch.js';
import { importModule, type ModuleLimits } from './import-module.js';
import { prepareUnderLimits } from './prepare-under-limits.js';
import { renderUnderLimits } from './render-under-limits.js';

/**
 * Loads a renderer of the user's own. What it throws is its own failure, not a bug of the worker, and it keeps to the
 * limits that programs have.
 *
 * @throws WorkerError with exit code 64 if the module cannot be loaded or exports no renderer, 75 if it loads too long; the
 *   signal's reason.
 */
export async function loadModule(path: string, limits: ModuleLimits): Promise<Renderer> {
  const { renderer } = (await importModule(path, limits)) as { readonly renderer?: Renderer };
  if (typeof renderer?.render === 'function') return withOwnFailures(renderer, renderer.name ?? path);
  throw new WorkerError(
    ExitCode.wrongSettings,
    `RENDERER='${path}' exports no renderer; export const renderer = { name, render }`,
  );
}

/** The module's own object is called, not a copy, which would lack what a class has given it. */
function withOwnFailures(renderer: Renderer, name: string): Renderer {
  return {
    name,
    async prepare(request) {
      try {
        await prepareUnderLimits(renderer, name, request);
      } catch (error) {
        const message = `prepare of the renderer ${name} failed: ${messageOf(error, request)}`;
        throw new WorkerError(ExitCode.wrongData, message, { cause: error });
      }
    },
    async *render(request) {
      try {
        for await (const rendered of renderUnderLimits(renderer, name, request)) {
          await assertInScratch(rendered, request);
          yield rendered;
        }
      } catch (error) {
        const message = `the renderer ${name} failed: ${messageOf(error, request)}`;
        throw new FrameFailure(ExitCode.wrongData, message, { cause: error });
      }
    },
  };
}

/** What a module has thrown. @throws What is no failure of the module itself: the signal's reason, and errors that are readable as they are. */
function messageOf(error: unknown, { signal }: RenderRequest): string {
  signal.throwIfAborted();
  if (error instanceof WorkerError) throw error;
  return error instanceof Error ? error.message : String(error);
}
