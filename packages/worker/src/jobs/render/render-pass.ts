import { dirname, join } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { BoundedTasks } from '../../film/bounded-tasks.js';
import type { FrameKeeper } from '../../film/keep-frame.js';
import type { RenderedFrame, Renderer, RenderRequest } from '../../renderers/renderer.js';
import { WorkerError } from '../../worker-error.js';

/** Frames on their way to storage at once: S3 takes long for one and many at a time. */
export const TRANSFERS = 8;

/** Called with each frame that is kept, its file and how long it took. */
export type OnKept = (frame: number, data: Uint8Array, seconds: number) => void;

/**
 * Has a renderer render once, and keeps what it gives.
 *
 * @throws WorkerError with exit code 65 if it gives what nobody has asked for; what it or the keeping throws.
 */
export async function renderPass(
  renderer: Renderer,
  request: RenderRequest,
  keeper: FrameKeeper,
  onKept: OnKept,
): Promise<void> {
  // A frame that is refused ends the renderer, and so does whatever else ends this pass early.
  const end = new AbortController();
  const transfers = new BoundedTasks(TRANSFERS, () => end.abort());
  const signal = AbortSignal.any([request.signal, end.signal]);
  // Not in the renderer's own folder, in which it may look for files.
  const aside = join(dirname(request.scratch), 'taken');
  try {
    let startedAt = process.uptime();
    const awaited = new Set(request.frames);
    for await (const rendered of renderer.render({ ...request, signal })) {
      if (isMore(rendered, request, awaited)) {
        const taken = await keeper.take(rendered, aside);
        await transfers.add(() => keeper.keepMore(taken));
        continue;
      }
      assertHasPicture(renderer, rendered);
      if (!awaited.delete(rendered.frame)) throw unexpectedFrame(renderer, rendered.frame);
      const seconds = process.uptime() - startedAt;
      const taken = await keeper.take(rendered, aside);
      await transfers.add(async () => onKept(rendered.frame, await keeper.keep(taken), seconds));
      startedAt = process.uptime();
    }
    // What was finished when the job was asked to stop is kept.
    request.signal.throwIfAborted();
  } finally {
    end.abort();
    await transfers.settle();
  }
}

/** Whether it is further files alone, of a frame that was given before. */
function isMore(
  rendered: RenderedFrame | null | undefined,
  { frames }: RenderRequest,
  awaited: ReadonlySet<number>,
): boolean {
  const { frame, data, file, others } = rendered ?? {};
  if (frame === undefined || data !== undefined || file !== undefined || others === undefined) return false;
  return !awaited.has(frame) && frames.has(frame);
}

function unexpectedFrame({ name }: Renderer, frame: number): WorkerError {
  return new WorkerError(
    ExitCode.wrongData,
    `the renderer ${name} gave frame ${frame} twice or without being asked for it`,
  );
}

/** Modules are written by anybody. */
function assertHasPicture({ name }: Renderer, rendered: RenderedFrame | null | undefined): void {
  const { frame, data, file } = rendered ?? {};
  if (typeof frame !== 'number') {
    throw new WorkerError(
      ExitCode.wrongData,
      `the renderer ${name} gave no frame; it must yield { frame, data } or { frame, file }`,
    );
  }
  if (data instanceof Uint8Array || typeof file === 'string') return;
  throw new WorkerError(
    ExitCode.wrongData,
    `the renderer ${name} gave frame ${frame} neither as data, a Uint8Array, nor as file, a path`,
  );
}
