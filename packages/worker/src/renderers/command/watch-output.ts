import { setTimeout as delay } from 'node:timers/promises';
import type { RenderedFrame } from '../renderer.js';
import type { RunningProgram } from '../start-program.js';
import { collectOutput, type OutputRule } from './collect-output.js';
import { LookedAt } from './looked-at.js';

const LOOK_MS = 500;

/**
 * Yields a range's frames while its program still runs: a picture is finished once the program has begun a later one. When
 * the program has ended, yields the rest; when it has failed, what was finished, then its error.
 */
export async function* watchOutput(
  folder: string,
  frames: readonly number[],
  rule: OutputRule,
  program: RunningProgram,
): AsyncGenerator<RenderedFrame> {
  const yielded = new Set<number>();
  // Files of frames that were yielded may still be there, so that their numbers must be known.
  const collectRest = async () =>
    (await collectOutput(folder, frames, rule)).filter(({ frame }) => !yielded.has(frame));
  const looks = new AbortController();
  let hasEnded = false;
  const onEnd = () => {
    hasEnded = true;
    looks.abort();
  };
  program.ended.then(onEnd, onEnd);
  const looked = new LookedAt();
  try {
    for (let isLast = false; !isLast; ) {
      await delay(LOOK_MS, undefined, { signal: looks.signal }).catch(() => undefined);
      isLast = hasEnded;
      for (const rendered of await looked.finished(await collectRest(), { hasEnded: isLast })) {
        yielded.add(rendered.frame);
        program.frameFinished();
        yield rendered;
        program.frameTaken();
      }
    }
    await program.ended;
    yield* await collectRest();
  } finally {
    await program.giveUp();
  }
}
