import { stat } from 'node:fs/promises';
import type { RenderedFrame } from '../renderer.js';

interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
}

/** What was seen of a range's files while its program writes them, which tells the finished ones from the others. */
export class LookedAt {
  /** In the order in which they appeared. */
  #files = new Map<number, FileState>();

  /**
   * The frames whose files are as they were at the last look, or as the program has left them. Neither the file that appeared
   * last nor the one that was written last is finished: a clock that is set back makes one that is written look old.
   */
  async finished(
    frames: readonly RenderedFrame[],
    { hasEnded }: { readonly hasEnded: boolean },
  ): Promise<RenderedFrame[]> {
    const before = this.#files;
    const found = new Map<number, FileState>();
    for (const { frame, file } of frames) {
      const state = await stateOf(file as string);
      if (state !== undefined) found.set(frame, state);
    }
    const old = [...before.keys()].filter((frame) => found.has(frame));
    const appeared = [...new Set([...old, ...found.keys()])];
    this.#files = new Map(appeared.map((frame) => [frame, found.get(frame) as FileState]));
    const written = appeared.toSorted((a, b) => timeOf(found, a) - timeOf(found, b));
    return frames.filter(({ frame }) => {
      const [now, then] = [found.get(frame), before.get(frame)];
      const isSame = now !== undefined && now.size === then?.size && now.mtimeMs === then.mtimeMs;
      return (isSame || hasEnded) && frame !== appeared.at(-1) && frame !== written.at(-1);
    });
  }
}

function timeOf(files: ReadonlyMap<number, FileState>, frame: number): number {
  return files.get(frame)?.mtimeMs ?? 0;
}

async function stateOf(file: string): Promise<FileState | undefined> {
  try {
    return await stat(file);
  } catch {
    // It has another name by now.
    return undefined;
  }
}
