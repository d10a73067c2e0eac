/** A place for a run, with what a worker needs to use it. */
export interface TestedStorage {
  readonly variables: Readonly<Record<string, string>>;
  /** Copies what lies below a key of the run into a folder, which is returned. */
  fetch(runId: string, prefix: string): Promise<string>;
  close(): Promise<void>;
}
