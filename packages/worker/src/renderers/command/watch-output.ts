import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { RenderedFrame } from '../renderer.js';
import { collectOutput, type OutputRule } from './collect-output.js';

const LOOK_MS = 500;

/**
 * Yields a range's frames while its program still runs: a picture is finished once the program has begun a later one. When
 * the program has ended, yields the rest; when it has failed, what was finished, then its error.
 */
export async function* watchOutput(
  folder: string,
  frames: readonly number[],
  rule: OutputRule,
  running: Promise<void>,
): AsyncGenerator<RenderedFrame> {
  const yielded = new Set<number>();
  // Files of frames that were yielded may still be there, so that their numbers must be known.
  const collectRest = async () =>
    (await collectOutput(folder, frames, rule)).filter(({ frame }) => !yielded.has(frame));
  const looks = new AbortController();
  let end: { readonly error?: unknown } | undefined;
  const ended = running
    .then(
      () => {
        end = {};
      },
      (error: unknown) => {
        end = { error };
      },
    )
    .finally(() => looks.abort());

  while (end === undefined) {
    await delay(LOOK_MS, undefined, { signal: looks.signal }).catch(() => undefined);
    // What was begun last may be half written.
    for (const rendered of (await byAge(await collectRest())).slice(0, -1)) {
      yielded.add(rendered.frame);
      yield rendered;
    }
  }
  await ended;
  if ('error' in end) throw end.error;
  yield* await collectRest();
}

/** In the order in which they were written last. */
async function byAge(frames: readonly RenderedFrame[]): Promise<RenderedFrame[]> {
  const dated = await Promise.all(
    frames.map(async (rendered) => ({ rendered, at: (await stat(rendered.file as string)).mtimeMs })),
  );
  return dated.sort((a, b) => a.at - b.at).map(({ rendered }) => rendered);
}
