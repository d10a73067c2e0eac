import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import { FrameFailure } from '../frame-failure.js';
import type { RenderedFrame, Renderer, RenderRequest } from '../renderer.js';
import { startTimeLimits } from '../time-limits.js';

/** What a module has of the five seconds in which a renderer has to stop. */
const STOP_AFTER_MS = 3_000;

/**
 * Renders with a module that may never end: by the limits of programs, and three seconds after it was asked to stop, the
 * iteration ends without it.
 *
 * @throws {@link FrameFailure} with exit code 75 if it takes too long; WorkerError with 65 if what it gives is no iterable;
 *   the signal's reason; what the module throws.
 */
export async function* underLimits(
  renderer: Renderer,
  request: RenderRequest,
): AsyncGenerator<RenderedFrame> {
  const { name } = renderer;
  const { signal, report } = request;
  let giveUp: (error: unknown) => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  // Nobody may be waiting when it happens.
  givenUp.catch(() => undefined);
  const limits = startTimeLimits(request, request.frames.size, (why) =>
    giveUp(new FrameFailure(ExitCode.temporary, `the renderer ${name} ${why}`)),
  );
  let stopTimer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    stopTimer = setTimeout(() => giveUp(signal.reason), STOP_AFTER_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const frames = iteratorOf(
    name,
    renderer.render({
      ...request,
      report(status) {
        limits.refresh();
        report(status);
      },
    }),
  );
  try {
    for (;;) {
      limits.refresh();
      const { done, value } = await Promise.race([frames.next(), givenUp]);
      if (done) return;
      yield value;
    }
  } finally {
    limits.end();
    clearTimeout(stopTimer);
    signal.removeEventListener('abort', onAbort);
    // Not waited for: it may be what never ends.
    Promise.resolve(frames.return?.()).catch(() => undefined);
  }
}

function iteratorOf(
  name: string,
  frames: AsyncIterable<RenderedFrame> | Iterable<RenderedFrame>,
): AsyncIterator<RenderedFrame> | Iterator<RenderedFrame> {
  if (typeof frames === 'object' && frames !== null) {
    if (Symbol.asyncIterator in frames) return frames[Symbol.asyncIterator]();
    if (Symbol.iterator in frames) return frames[Symbol.iterator]();
  }
  throw new WorkerError(
    ExitCode.wrongData,
    `the renderer ${name} gives no frames to iterate over; write async *render() { yield { frame, data }; }`,
  );
}
