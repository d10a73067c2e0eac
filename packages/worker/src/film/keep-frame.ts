import { ExitCode } from '../exit-code.js';
import { readFile, rm } from '../files.js';
import { FrameFailure } from '../renderers/frame-failure.js';
import type { RenderedFrame } from '../renderers/renderer.js';
import { testPattern } from '../renderers/test-pattern.js';
import type { Settings } from '../settings/settings.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';
import { assertIsFile } from './assert-is-file.js';
import { frameKey } from './frame-key.js';

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

  /** @returns The picture's file. @throws WorkerError that names the frame, if the picture is not whole or not stored. */
  async keep(rendered: RenderedFrame): Promise<Uint8Array> {
    const { frame, file, others } = rendered;
    try {
      const data = rendered.data ?? (await readPicture(frame, file as string));
      await this.measure(frame, data, rendered.data === undefined ? file : undefined);
      const key = frameKey(frame, this.#settings.frameFormat);
      if (others) await this.#keepOthers(frame, key, others);
      await this.#storage.put(key, data);
      if (file !== undefined) await rm(file, { force: true });
      return data;
    } catch (error) {
      if (error instanceof WorkerError) error.frame = frame;
      throw error;
    }
  }

  /** Keeps files that a frame got after its picture. */
  async keepMore({ frame, others = {} }: RenderedFrame): Promise<void> {
    try {
      await this.#keepOthers(frame, frameKey(frame, this.#settings.frameFormat), others);
    } catch (error) {
      if (error instanceof WorkerError) error.frame = frame;
      throw error;
    }
  }

  async #keepOthers(frame: number, key: string, others: Readonly<Record<string, string>>): Promise<void> {
    // Only renderers that run programs, and modules, have any.
    const { listOthers } = await import('./list-others.js');
    for (const [name, path] of await listOthers(frame, others, this.#settings.frameFormat)) {
      await this.#storage.putFile(`${key.slice(0, key.lastIndexOf('.'))}.${name}`, path);
    }
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

async function readPicture(frame: number, file: string): Promise<Uint8Array> {
  await assertIsFile(frame, file);
  return readFile(file);
}
