import type { WorkerError } from '../../worker-error.js';
import type { RenderRequest } from '../renderer.js';
import { startTimeLimits } from '../time-limits.js';

/** What a module has of the five seconds in which a renderer has to stop. */
const STOP_AFTER_MS = 3_000;

/** A call of a module, which may never end. */
export interface LimitedCall {
  /** What the module is called with: whatever it reports is a sign of life. */
  readonly request: RenderRequest;
  /** Waits for the next part of its work, and no longer once it is given up. */
  wait<T>(work: T | PromiseLike<T>): Promise<T>;
  /** Expects no sign of life until it waits again. */
  pause(): void;
  end(): void;
}

/**
 * Gives a call up by the limits of programs, and three seconds after it was asked to stop.
 *
 * @param failureOf - Makes the error that the waiting ends with of what went wrong, such as `took more than 60 s`.
 * @throws The signal's reason if it was aborted before.
 */
export function startLimitedCall(
  request: RenderRequest,
  failureOf: (why: string) => WorkerError,
): LimitedCall {
  const { signal, report } = request;
  signal.throwIfAborted();
  let giveUp: (error: unknown) => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  // Nobody may be waiting when it happens.
  givenUp.catch(() => undefined);
  const limits = startTimeLimits(request, request.frames.size, (why) => giveUp(failureOf(why)));
  let stopTimer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    stopTimer = setTimeout(() => giveUp(signal.reason), STOP_AFTER_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    request: {
      ...request,
      report(status) {
        limits.refresh();
        report(status);
      },
    },
    wait(work) {
      limits.resume();
      return Promise.race([work, givenUp]);
    },
    pause: () => limits.pause(),
    end() {
      limits.end();
      clearTimeout(stopTimer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
