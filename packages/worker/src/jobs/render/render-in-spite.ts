import { FrameFailure } from '../../renderers/frame-failure.js';

/** What it takes to render frames although some of them fail. */
export interface InSpiteRequest {
  readonly frames: readonly number[];
  /** Renders some of them and keeps each that is finished. */
  readonly renderSome: (frames: readonly number[]) => Promise<void>;
  /** Whether a frame was kept. */
  readonly isKept: (frame: number) => boolean;
  /** Called with each frame that is given up, and why. */
  readonly onFailed: (frame: number, failure: FrameFailure) => void;
}

/**
 * Renders frames together as long as that goes well. When it fails, the frame that is to blame is tried once more alone,
 * so that a frame is given up after two failures and takes no other one with it.
 *
 * @returns The frames that failed twice.
 * @throws Everything that is no {@link FrameFailure}.
 */
export async function renderInSpite(request: InSpiteRequest): Promise<readonly number[]> {
  const { frames, renderSome, isKept, onFailed } = request;
  const failed = new Set<number>();
  for (;;) {
    const rest = frames.filter((frame) => !isKept(frame) && !failed.has(frame));
    if (rest.length === 0) return [...failed];
    const failure = await failureOf(() => renderSome(rest));
    // A program that renders a range does not say where it failed, but it takes one frame after the other.
    const suspect = failure?.frame ?? rest.find((frame) => !isKept(frame));
    if (failure !== undefined && !rest.includes(suspect as number)) throw failure;
    if (failure === undefined || suspect === undefined || isKept(suspect)) continue;
    const again = await failureOf(() => renderSome([suspect]));
    if (again === undefined) continue;
    failed.add(suspect);
    onFailed(suspect, again);
  }
}

async function failureOf(work: () => Promise<void>): Promise<FrameFailure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof FrameFailure) return error;
    throw error;
  }
}
