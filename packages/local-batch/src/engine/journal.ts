/** Where what a local batch knows is written down, so that it survives. Values are plain JSON. */
export interface Journal {
  put(key: string, value: object): void;
  remove(key: string): void;
}

/** What a record's key begins with. */
export const KEYS = {
  computeEnvironment: 'compute-environment:',
  container: 'container:',
  definition: 'definition:',
  job: 'job:',
  policy: 'policy:',
  processGroup: 'process-group:',
  progress: 'progress:',
  queue: 'queue:',
} as const;
