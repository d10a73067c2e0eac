import { inspect } from 'node:util';
import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import { FrameFailure } from '../frame-failure.js';
import type { Renderer, RenderRequest } from '../renderer.js';
import { readRetryPattern } from '../retry-pattern.js';
import { assertInScratch } from './assert-in-scratch.js';
import { importModule, type ModuleLimits } from './import-module.js';
import { placeOf } from './place-of.js';
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
        throw await failureOf(error, `prepare of the renderer ${name}`, request, WorkerError);
      }
    },
    async *render(request) {
      try {
        for await (const rendered of renderUnderLimits(renderer, name, request)) {
          await assertInScratch(rendered, request);
          yield rendered;
        }
      } catch (error) {
        throw await failureOf(error, `the renderer ${name}`, request, FrameFailure);
      }
    },
  };
}

/**
 * What to throw in the place of what a module has thrown.
 *
 * @param Failure - Its class, unless RENDER_RETRY_ON finds something in it: then another attempt may render the same frame.
 * @throws The signal's reason.
 */
async function failureOf(
  error: unknown,
  who: string,
  { signal, variables }: RenderRequest,
  Failure: typeof WorkerError,
): Promise<unknown> {
  signal.throwIfAborted();
  // It is readable as it is.
  if (error instanceof WorkerError) return error;
  const what = error instanceof Error ? error.message : typeof error === 'string' ? error : inspect(error);
  const message = `${who} failed: ${what}${placeOf(error)}`;
  const retryOn = await readRetryPattern(variables.RENDER_RETRY_ON);
  // Not the file's name and line, which would match too.
  return retryOn?.test(what)
    ? new WorkerError(ExitCode.temporary, message, { cause: error })
    : new Failure(ExitCode.wrongData, message, { cause: error });
}
