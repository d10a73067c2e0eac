/** A run's folder, wherever it lies. Keys are relative to it, with `/` between their parts. */
export interface Storage {
  /** The folder as a URI, for messages and reports. */
  readonly uri: string;
  /** Reads an object whole; `undefined` when there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Fetches an object as a file that is only read. Gives its version, a text that changes with it; `undefined` when there is none. */
  getFile(key: string, path: string): Promise<string | undefined>;
  /** Writes an object: it appears whole or not at all, and replaces what was there. */
  put(key: string, data: Uint8Array | string): Promise<void>;
  /** Writes a finished file as an object, whole or not at all; the file is gone afterwards. */
  putFile(key: string, path: string): Promise<void>;
  /** Writes an object only where there is none yet; `false` when there is one. */
  create(key: string, data: string): Promise<boolean>;
  /** Which of these objects exist. */
  findExisting(keys: readonly string[]): Promise<Set<string>>;
  /** The keys that begin so, in no order. */
  list(prefix: string): Promise<string[]>;
  /** Removes objects; those that are not there are no matter. */
  remove(keys: readonly string[]): Promise<void>;
  /** Removes what unfinished writes have left. Only safe once nobody writes to the run any more. */
  removeUnfinished(): Promise<void>;
}
