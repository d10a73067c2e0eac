import { fileURLToPath } from 'node:url';

/**
 * Absolute path of the worker's entrypoint, for whoever runs it as a process: `node <workerEntrypoint>` with the
 * variables of a job in its environment.
 *
 * @example
 * ```ts
 * startLocalBatch({ images: { 'render-worker': [process.execPath, workerEntrypoint] } });
 * ```
 */
export const workerEntrypoint: string = fileURLToPath(new URL('../dist/main.js', import.meta.url));
