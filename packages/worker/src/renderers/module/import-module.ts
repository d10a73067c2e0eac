import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import type { RenderRequest } from '../renderer.js';
import { startTimeLimits } from '../time-limits.js';
import { placeOf } from './place-of.js';

/** What the loading of a module depends on. */
export type ModuleLimits = Pick<RenderRequest, 'variables' | 'signal'>;

/**
 * Imports a module, whose code at the top may wait for ever: not longer than RENDER_STALL_SECONDS, nor once the job has to stop.
 *
 * @throws WorkerError with exit code 64 if it cannot be loaded, 75 if it takes too long; the signal's reason.
 */
export async function importModule(path: string, { variables, signal }: ModuleLimits): Promise<unknown> {
  signal.throwIfAborted();
  let giveUp: (error: unknown) => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  // A frame's time says nothing of it.
  const { RENDER_STALL_SECONDS } = variables;
  const limits = startTimeLimits({ variables: { RENDER_STALL_SECONDS } }, 1, (why) =>
    giveUp(new WorkerError(ExitCode.temporary, `RENDERER='${path}' was not loaded: it ${why}`)),
  );
  const onAbort = () => giveUp(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const imported = import(pathToFileURL(resolve(path)).href).catch((cause: Error) => {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `RENDERER='${path}' cannot be loaded: ${cause.message}${placeOf(cause)}`,
      {
        cause,
      },
    );
  });
  try {
    return await Promise.race([imported, givenUp]);
  } finally {
    limits.end();
    signal.removeEventListener('abort', onAbort);
  }
}
