import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ExitCode } from '../exit-code.js';
import { copyFile, link, readdir, readFile, rename, rm, stat, writeFile } from '../files.js';
import { WorkerError } from '../worker-error.js';
import { fileVersion } from './file-version.js';
import { makeFolders } from './make-folders.js';
import type { Storage } from './storage.js';

/** Above this many keys, one listing of their folder is cheaper than a look at each. */
const LIST_ABOVE = 200;

/** Keeps a run in a folder of this machine or of a network file system such as EFS. */
export class FileStorage implements Storage {
  readonly uri: string;
  readonly #root: string;
  readonly #unfinished: string;
  readonly #folders = new Map<string, Promise<unknown>>();

  /** @param root - Absolute path of the run's folder; made when the first object is written. */
  constructor(root: string) {
    this.uri = pathToFileURL(root).href;
    this.#root = root;
    this.#unfinished = join(root, '.unfinished');
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#unlessAbsent(key, (path) => readFile(path));
  }

  /** The file is the object itself where both lie on one file system. */
  async getFile(key: string, path: string): Promise<string | undefined> {
    return this.#unlessAbsent(key, async (object) => {
      await linkFile(object, path);
      return fileVersion(object);
    });
  }

  async put(key: string, data: Uint8Array | string): Promise<void> {
    await this.#writeWhole(key, (path) => writeFile(path, data), rename);
  }

  async putFile(key: string, path: string): Promise<void> {
    if (await this.#hasMoved(key, path)) return;
    await this.#writeWhole(key, (unfinished) => copyFile(path, unfinished), rename);
    await rm(path);
  }

  /** Moves a file in whole; false where it lies on another file system. */
  async #hasMoved(key: string, path: string): Promise<boolean> {
    const target = join(this.#root, key);
    try {
      await this.#makeFolder(dirname(target));
      await rename(path, target);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EXDEV') return false;
      throw this.#explain(key, 'write', error);
    }
  }

  async create(key: string, data: string): Promise<boolean> {
    try {
      await this.#writeWhole(key, (path) => writeFile(path, data), publishOnce);
      return true;
    } catch (error) {
      if (codeOf((error as Error).cause) === 'EEXIST') return false;
      throw error;
    }
  }

  async findExisting(keys: readonly string[]): Promise<Set<string>> {
    if (keys.length > LIST_ABOVE) return this.#listExisting(keys);
    const found = await Promise.all(keys.map((key) => this.#unlessAbsent(key, (path) => stat(path))));
    return new Set(keys.filter((_, index) => found[index]?.isFile()));
  }

  async list(prefix: string): Promise<string[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const entries = await this.#unlessAbsent(folder, (path) =>
      readdir(path, { withFileTypes: true, recursive: true }),
    );
    return (entries ?? [])
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)))
      .filter((key) => key.startsWith(prefix) && !key.startsWith('.unfinished'));
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await rm(join(this.#root, key), { force: true }).catch((error: unknown) => {
        throw this.#explain(key, 'remove', error);
      });
    }
  }

  async removeUnfinished(): Promise<void> {
    await rm(this.#unfinished, { recursive: true, force: true }).catch((error: unknown) => {
      throw this.#explain('.unfinished', 'remove', error);
    });
  }

  async #listExisting(keys: readonly string[]): Promise<Set<string>> {
    const folders = [...new Set(keys.map((key) => dirname(key)))];
    const listings = await Promise.all(
      folders.map(async (folder) => {
        const entries = await this.#unlessAbsent(folder, (path) => readdir(path, { withFileTypes: true }));
        return (entries ?? []).filter((entry) => entry.isFile()).map((entry) => `${folder}/${entry.name}`);
      }),
    );
    const found = new Set(listings.flat());
    return new Set(keys.filter((key) => found.has(key)));
  }

  async #unlessAbsent<T>(key: string, read: (path: string) => Promise<T>): Promise<T | undefined> {
    try {
      return await read(join(this.#root, key));
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
      throw this.#explain(key, 'read', error);
    }
  }

  async #writeWhole(
    key: string,
    write: (path: string) => Promise<unknown>,
    publish: (from: string, to: string) => Promise<void>,
  ): Promise<void> {
    const unfinished = join(this.#unfinished, uniqueName());
    const target = join(this.#root, key);
    for (let isAgain = false; ; isAgain = true) {
      try {
        await Promise.all([this.#makeFolder(this.#unfinished), this.#makeFolder(dirname(target))]);
        await write(unfinished);
        return await publish(unfinished, target);
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        if (isAgain || codeOf(error) !== 'ENOENT') throw this.#explain(key, 'write', error);
        // A compile job that has finished meanwhile has removed what is unfinished.
        this.#folders.clear();
      }
    }
  }

  #makeFolder(path: string): Promise<unknown> {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const made = makeFolders(path).catch((error: unknown) => {
      // The next write may have more luck.
      this.#folders.delete(path);
      throw error;
    });
    this.#folders.set(path, made);
    return made;
  }

  #explain(key: string, action: 'read' | 'write' | 'remove', error: unknown): WorkerError {
    if (error instanceof WorkerError) return error;
    const code = codeOf(error);
    const advice = BLOCKED[code] ?? 'try again';
    const exitCode = code in BLOCKED ? ExitCode.wrongData : ExitCode.temporary;
    return new WorkerError(exitCode, `cannot ${action} ${join(this.#root, key)}: ${code}; ${advice}`, {
      cause: error,
    });
  }
}

/** link() fails where the name is taken, which rename() does not. */
async function publishOnce(from: string, to: string): Promise<void> {
  await link(from, to);
  // It may have been removed with all that is unfinished.
  await rm(from, { force: true });
}

/** A name that no other process or call takes; node:crypto, which has a function for that, takes milliseconds to load. */
function uniqueName(): string {
  return `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

/** What no second attempt cures, and what does. */
const BLOCKED: Readonly<Record<string, string>> = {
  EISDIR: 'a folder stands where the file belongs; remove it',
  ENOTDIR: 'a file stands where a folder belongs; remove it',
  EACCES: 'the worker may not do that; change the permissions of OUTPUT_URI',
  EPERM: 'the worker may not do that; change the permissions of OUTPUT_URI',
  EROFS: 'the file system is read-only; use another OUTPUT_URI',
};

/** Links, or copies where the two places are on different file systems or the file system has no links. */
async function linkFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw error;
    await copyFile(from, to);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? 'an unknown error';
}
