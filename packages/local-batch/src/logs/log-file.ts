import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;

/** A log file that is open for reading. It may still be written to: nothing behind `size` is read. */
export class LogFile {
  /** Bytes when it was opened. */
  readonly size: number;
  /** Epoch milliseconds at which the file was made: its attempt was started then. */
  readonly createdAt: number;
  /** Epoch milliseconds of the last write before it was opened. */
  readonly modifiedAt: number;
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, stats: { size: number; birthtimeMs: number; mtimeMs: number }) {
    this.#handle = handle;
    this.size = stats.size;
    this.createdAt = Math.trunc(stats.birthtimeMs);
    this.modifiedAt = Math.trunc(stats.mtimeMs);
  }

  /**
   * Opens a plain file, of which no part of the path is a symbolic link.
   *
   * @param path - Absolute, and without a link down to the log folder.
   * @returns undefined where there is no such file.
   */
  static async open(path: string): Promise<LogFile | undefined> {
    // Opening a pipe would wait for its writer.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(path, flags).catch(undefinedIfAbsent);
    if (handle === undefined) return undefined;
    try {
      const stats = await handle.stat();
      const named = await lstat(path);
      const isItself = stats.ino === named.ino && stats.dev === named.dev && (await realpath(path)) === path;
      if (isItself && stats.isFile()) return new LogFile(handle, stats);
    } catch (error) {
      undefinedIfAbsent(error);
    }
    await handle.close();
    return undefined;
  }

  /** The bytes from `start` up to, not including, `end`; fewer where the file has been cut short. */
  async read(start: number, end: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(end - start);
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, buffer.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /** The whole file in pieces of 64 KiB; closes it in the end. Throws if the file has been cut short. */
  async *chunks(): AsyncGenerator<Buffer> {
    try {
      for (let start = 0; start < this.size; start += CHUNK_BYTES) {
        const end = Math.min(start + CHUNK_BYTES, this.size);
        const chunk = await this.read(start, end);
        if (chunk.length < end - start) throw new Error('The log file was cut short while it was read');
        yield chunk;
      }
    } finally {
      await this.close();
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function undefinedIfAbsent(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    // macOS for O_NOFOLLOW on a link; a socket; a name too long for the file system.
    case 'EMLINK':
    case 'ENXIO':
    case 'ENAMETOOLONG':
      return undefined;
    default:
      throw error;
  }
}
