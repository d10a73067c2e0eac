import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import type { Journal } from '../engine/journal.js';
import { LocalBatchError } from '../errors.js';
import { invalidOption } from '../invalid-option.js';
import { processStat } from '../process-stat.js';
import { isDatabase } from './is-database.js';

const FORMAT = 2;
const OWNER = 'owner';

interface Owner {
  readonly format: number;
  readonly processId: number;
  readonly start: string | undefined;
}

/** A file in which everything a local batch knows is written down as it changes. */
export class StateFile implements Journal {
  readonly #path: string;
  readonly #database: RootDatabase<object, string>;
  #failure: LocalBatchError | undefined;
  #isTurnWatched = false;

  /**
   * Opens a file, or makes it.
   *
   * @throws {@link LocalBatchError} `INVALID_OPTION` if it cannot be opened, another server has it, or it is of another version.
   */
  static open(path: string): StateFile {
    const database = openDatabase(resolve(path));
    const problem = database.transactionSync(() => takeOwnership(database));
    if (problem === undefined) return new StateFile(path, database);
    void database.close();
    throw invalidOption('stateFile', `${path} ${problem}`);
  }

  private constructor(path: string, database: RootDatabase<object, string>) {
    this.#path = path;
    this.#database = database;
  }

  /** What was written before, by keys that begin so, which are left out. */
  *read<T extends object>(prefix: string): Generator<readonly [key: string, value: T]> {
    for (const { key, value } of this.#database.getRange({ start: prefix, end: `${prefix}\uffff` })) {
      yield [key.slice(prefix.length), value as T];
    }
  }

  put(key: string, value: object): void {
    if (!this.#failure) this.#watch(this.#database.put(key, value));
  }

  remove(key: string): void {
    if (!this.#failure) this.#watch(this.#database.remove(key));
  }

  /**
   * Resolves when all that was put and removed so far is in the file.
   *
   * @throws {@link LocalBatchError} `ServerException` if anything could not be written; nothing is any more from then on,
   *   so that the file stays as it was at one moment.
   */
  async written(): Promise<void> {
    await this.#settled();
    if (this.#failure) throw this.#failure;
  }

  async close(): Promise<void> {
    this.remove(OWNER);
    await this.#settled();
    // After a failure the library waits for ever.
    if (!this.#failure) await this.#database.close();
  }

  #watch(write: Promise<boolean>): void {
    write.catch((error) => this.#fail(error));
    if (this.#isTurnWatched) return;
    this.#isTurnWatched = true;
    // At the end of the turn the library makes a promise that it gives to nobody, and that would end the process if it
    // rejects: https://github.com/kriszyp/lmdb-js/blob/v3.5.6/write.js#L213
    setImmediate(() => {
      this.#isTurnWatched = false;
      void this.#settled();
    });
  }

  async #settled(): Promise<void> {
    await this.#database.committed.then(
      () => undefined,
      (error) => this.#fail(error),
    );
  }

  #fail(cause: Error & { readonly commitError?: Promise<never> }): void {
    // The library prints the system's reason as this promise rejects.
    cause.commitError?.catch(() => undefined);
    this.#failure ??= new LocalBatchError(
      'ServerException',
      `The state file ${this.#path} cannot be written, perhaps because its disk is full; make room and start local-batch again`,
      { cause },
    );
  }
}

function openDatabase(path: string): RootDatabase<object, string> {
  // The library would make folders, and never end where the system refuses to make any, as in /proc.
  if (!existsSync(dirname(path))) {
    throw invalidOption('stateFile', `the folder of ${path} is not there; make it`);
  }
  try {
    if (!isDatabase(path)) throw new Error('it is not a state file; use another one');
    return open<object, string>({ path, noSubdir: true, encoding: 'json' });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw invalidOption('stateFile', `${path} cannot be opened: ${message}`, cause);
  }
}

/** @returns Why it cannot be had. Two who try at the same time have it one after the other. */
function takeOwnership(database: RootDatabase<object, string>): string | undefined {
  const owner = database.get(OWNER) as Owner | undefined;
  const problem = owner && problemWith(owner);
  if (problem !== undefined) return problem;
  const start = processStat(process.pid)?.start;
  database.putSync(OWNER, { format: FORMAT, processId: process.pid, start } satisfies Owner);
  return undefined;
}

function problemWith({ format, processId, start }: Owner): string | undefined {
  if (format !== FORMAT) return `was written by another version (format ${format}); use another file`;
  const stat = processStat(processId);
  const isAlive = stat !== undefined && stat.start === start && !stat.isZombie;
  return isAlive ? `is in use by process ${processId}; use another file` : undefined;
}
