import { realpathSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isStreamName, MOST_PARTS } from './is-stream-name.js';
import { LogFile } from './log-file.js';

const EXTENSION = '.log';
/** How many files are looked at together. */
const BATCH = 64;

/** A log stream, and when its file was made, in epoch milliseconds. */
export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
}

/** The folder with jobs' output: the log stream `a/b/c` is its file `a/b/c.log`. Nothing outside of it can be read. */
export class LogFolder {
  readonly #path: string;

  /** @param path - A folder that exists; it may be a link itself. */
  constructor(path: string) {
    this.#path = realpathSync(path);
  }

  /** Opens a stream; undefined where there is none of this name. The caller closes it. */
  async open(streamName: string): Promise<LogFile | undefined> {
    return isStreamName(streamName) ? LogFile.open(this.#fileOf(streamName)) : undefined;
  }

  /** The streams whose names begin with `prefix`, the oldest first, those of one moment by name. */
  async streams(prefix: string): Promise<readonly LogStream[]> {
    const names: string[] = [];
    await this.#collect('', 1, prefix, names);
    const streams: LogStream[] = [];
    for (let start = 0; start < names.length; start += BATCH) {
      const batch = names.slice(start, start + BATCH);
      streams.push(...(await Promise.all(batch.map((name) => this.#stream(name)))).flat());
    }
    return streams.sort(byAge);
  }

  async #collect(folder: string, depth: number, prefix: string, names: string[]): Promise<void> {
    // A folder may have been taken away by its owner.
    const entries = await readdir(join(this.#path, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = folder + entry.name;
      if (entry.isDirectory() && depth < MOST_PARTS && mayHold(`${path}/`, prefix)) {
        await this.#collect(`${path}/`, depth + 1, prefix, names);
      }
      if (!entry.isFile() || !path.endsWith(EXTENSION)) continue;
      const name = path.slice(0, -EXTENSION.length);
      if (name.startsWith(prefix) && isStreamName(name)) names.push(name);
    }
  }

  async #stream(name: string): Promise<LogStream[]> {
    const stats = await lstat(this.#fileOf(name)).catch(() => undefined);
    return stats ? [{ name, createdAt: Math.trunc(stats.birthtimeMs) }] : [];
  }

  #fileOf(streamName: string): string {
    return join(this.#path, streamName + EXTENSION);
  }
}

/** The order of {@link LogFolder.streams}. */
export function byAge(a: LogStream, b: LogStream): number {
  return a.createdAt - b.createdAt || (a.name < b.name ? -1 : Number(a.name > b.name));
}

function mayHold(folder: string, prefix: string): boolean {
  return folder.startsWith(prefix) || prefix.startsWith(folder);
}
