import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import { WorkerError } from '../../worker-error.js';
import type { RenderedFrame } from '../renderer.js';
import type { FoundFiles } from './collect-output.js';
import { assertOneName } from './name-others.js';

/** Which files of a range were taken for finished while its program still ran. */
export class TakenFiles {
  readonly #pictures = new Map<number, string>();
  readonly #frames = new Map<
    number,
    { readonly at: number; readonly others: Readonly<Record<string, string>> }
  >();

  /** The names of their pictures, by frame. */
  get pictures(): ReadonlyMap<number, string> {
    return this.#pictures;
  }

  add({ frame, file = '', others = {} }: RenderedFrame): void {
    this.#pictures.set(frame, basename(file));
    this.#frames.set(frame, { at: Date.now(), others });
  }

  /** The frames with a picture that were not taken. */
  untaken(found: readonly FoundFiles[]): RenderedFrame[] {
    return found.flatMap(({ frame, picture, others }) =>
      picture === undefined || this.#frames.has(frame) ? [] : { frame, file: picture, others },
    );
  }

  /**
   * The further files that frames got after they were taken.
   *
   * @throws WorkerError with exit code 65 if one got another picture, or a file whose name is taken.
   */
  async late(found: readonly FoundFiles[]): Promise<RenderedFrame[]> {
    const late: RenderedFrame[] = [];
    for (const { frame, picture, others } of found) {
      const taken = this.#frames.get(frame);
      if (taken === undefined) continue;
      if (picture !== undefined && (await timeOf(picture)) > taken.at) throw drawnAgain(frame);
      const known = new Set(Object.values(taken.others));
      const more = Object.entries(others).filter(([, path]) => !known.has(path));
      for (const [name, path] of more) assertOneName(frame, name, taken.others[name], path);
      if (more.length > 0) late.push({ frame, others: Object.fromEntries(more) });
    }
    return late;
  }
}

function drawnAgain(frame: number): WorkerError {
  return new WorkerError(
    ExitCode.wrongData,
    `the renderer drew frame ${frame} again after it had begun a later one, so that what was kept may not be its last; have it called for every frame, with {frame}, or draw each only once`,
  );
}

/** Of a file that is on its way to storage: it may be gone by now, and is older. */
async function timeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}
