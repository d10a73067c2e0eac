import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import { FrameFailure } from '../frame-failure.js';
import type { RenderedFrame, Renderer, RenderRequest } from '../renderer.js';
import { startLimitedCall } from './limited-call.js';

/**
 * Renders with a module that may never end: when it is given up, the iteration ends without it.
 *
 * @throws {@link FrameFailure} with exit code 75 if it takes too long; WorkerError with 65 if what it gives is no iterable;
 *   the signal's reason; what the module throws.
 */
export async function* renderUnderLimits(
  renderer: Renderer,
  name: string,
  request: RenderRequest,
): AsyncGenerator<RenderedFrame> {
  const call = startLimitedCall(
    request,
    (why) => new FrameFailure(ExitCode.temporary, `the renderer ${name} ${why}`),
  );
  let frames: AsyncIterator<RenderedFrame> | Iterator<RenderedFrame> | undefined;
  try {
    frames = iteratorOf(name, renderer.render(call.request));
    for (;;) {
      const { done, value } = await call.wait(frames.next());
      if (done) return;
      call.pause();
      yield value;
    }
  } finally {
    call.end();
    // Not waited for: it may be what never ends.
    Promise.resolve(frames?.return?.()).catch(() => undefined);
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
