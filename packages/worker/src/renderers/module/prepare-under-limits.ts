import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import type { Renderer, RenderRequest } from '../renderer.js';
import { startLimitedCall } from './limited-call.js';

/**
 * Has a module prepare itself, which may never end either.
 *
 * @throws WorkerError with exit code 75 if it takes too long; the signal's reason; what the module throws.
 */
export async function prepareUnderLimits(
  renderer: Renderer,
  name: string,
  request: RenderRequest,
): Promise<void> {
  const call = startLimitedCall(
    request,
    (why) => new WorkerError(ExitCode.temporary, `prepare of the renderer ${name} ${why}`),
  );
  try {
    await call.wait(renderer.prepare?.(call.request));
  } finally {
    call.end();
  }
}
