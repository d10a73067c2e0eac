import { ExitCode } from '../exit-code.js';
import { readFile, rm } from '../files.js';
import { FrameFailure } from '../renderers/frame-failure.js';
import type { RenderedFrame } from '../renderers/renderer.js';
import { testPattern } from '../renderers/test-pattern.js';
import type { Settings } from '../settings/settings.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';
import { frameKey } from './frame-key.js';
import type { FrameFiles } from './take-files.js';

/** A frame that its renderer has no part in any more: its picture as bytes or as a file. */
export interface TakenFrame extends FrameFiles {
  readonly frame: number;
  readonly data: Uint8Array | undefined;
}

/** Keeps the frames of a chunk: each is looked at, then stored with whatever else was written for it. */
export class FrameKeeper {
  readonly #storage: Storage;
  readonly #settings: Settings;
  #size: { readonly width?: number | undefined; readonly height?: number | undefined } | undefined;

  constructor(storage: Storage, settings: Settings) {
    this.#storage = storage;
    this.#settings = settings;
    if (settings.width !== undefined || settings.height !== undefined) {
      this.#size = { width: settings.width, height: settings.height };
    }
  }

  /**
   * Takes a frame's files before its renderer goes on.
   *
   * @param aside - A folder for them, on the same disk.
   * @throws WorkerError that names the frame, if they cannot be kept.
   */
  async take(rendered: RenderedFrame, aside: string): Promise<TakenFrame> {
    const { frame, data, file, others } = rendered;
    // Modules are written by anybody, and some write null.
    if (file === undefined && !others) return { frame, data, file, others: new Map() };
    // Only renderers that run programs, and modules, have any.
    const { takeFiles } = await import('./take-files.js');
    return namingFrame(frame, async () => ({
      frame,
      data,
      ...(await takeFiles(rendered, aside, this.#settings.frameFormat)),
    }));
  }

  /** @returns The picture's file. @throws WorkerError that names the frame, if the picture is not whole or not stored. */
  keep({ frame, data: given, file, others }: TakenFrame): Promise<Uint8Array> {
    return namingFrame(frame, async () => {
      const data = given ?? (await readFile(file as string));
      await this.measure(frame, data, given === undefined ? file : undefined);
      await this.#keepOthers(frame, others);
      await this.#storage.put(frameKey(frame, this.#settings.frameFormat), data);
      if (file !== undefined) await rm(file, { force: true });
      return data;
    });
  }

  /** Keeps files that a frame got after its picture. */
  keepMore({ frame, others }: TakenFrame): Promise<void> {
    return namingFrame(frame, () => this.#keepOthers(frame, others));
  }

  async #keepOthers(frame: number, others: ReadonlyMap<string, string>): Promise<void> {
    for (const [name, path] of others) await this.#storage.putFile(frameKey(frame, name), path);
  }

  /** The size of the chunk's frames; undefined while none was looked at. */
  get size(): { readonly width: number; readonly height: number } | undefined {
    const { width, height } = this.#size ?? {};
    return width === undefined || height === undefined ? undefined : { width, height };
  }

  /**
   * Makes sure that a file is a whole picture as large as the chunk's others; the first one says how large.
   *
   * @throws WorkerError with exit code 65 if it is not.
   */
  async measure(frame: number, data: Uint8Array, file?: string): Promise<void> {
    const { renderer, frameFormat: format, ffmpegPath } = this.#settings;
    // The worker's own pictures are what they should be.
    if (renderer === testPattern.name) return;
    // Only renderers that run programs need it.
    const { checkFrame } = await import('./check-frame.js');
    const found = await checkFrame({ frame, file, data, format, ffmpegPath });
    // Compared only now, because several frames are looked at side by side.
    const { width = found.width, height = found.height } = this.#size ?? {};
    if (found.width !== width || found.height !== height) {
      throw new FrameFailure(
        ExitCode.wrongData,
        `the renderer's file of frame ${frame}, ${file ?? 'its bytes'}, has ${found.width}x${found.height} pixels, not ${width}x${height} like the others`,
      );
    }
    this.#size = found;
  }
}

async function namingFrame<T>(frame: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkerError) error.frame = frame;
    throw error;
  }
}
