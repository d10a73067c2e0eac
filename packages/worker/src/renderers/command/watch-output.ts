import { setTimeout as delay } from 'node:timers/promises';
import type { RenderedFrame } from '../renderer.js';
import type { RunningProgram } from '../start-program.js';
import { collectOutput, type OutputRule } from './collect-output.js';
import { LookedAt } from './looked-at.js';
import { TakenFiles } from './taken-files.js';

const LOOK_MS = 500;

/**
 * Yields a range's frames while its program still runs: a picture is finished once the program has begun a later one. When
 * the program has ended, yields the rest, and what it has written for frames that were yielded; when it has failed, what was
 * finished, then its error.
 *
 * @throws WorkerError with exit code 65 if it has drawn a picture again that was taken for finished.
 */
export async function* watchOutput(
  folder: string,
  frames: readonly number[],
  rule: OutputRule,
  program: RunningProgram,
): AsyncGenerator<RenderedFrame> {
  const taken = new TakenFiles();
  // Files of frames that were taken may still be there, so that their numbers must be known.
  const collect = () => collectOutput(folder, frames, rule, taken.pictures);
  const collectRest = async () => taken.untaken(await collect());
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
        taken.add(rendered);
        program.frameFinished();
        yield rendered;
        program.frameTaken();
      }
    }
    await program.ended;
    const found = await collect();
    yield* taken.untaken(found);
    yield* await taken.late(found);
  } finally {
    await program.giveUp();
  }
}
