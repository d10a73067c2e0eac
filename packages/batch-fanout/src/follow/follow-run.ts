import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchSender } from '../submit/batch-sender.js';
import type { RunJobs } from '../submit/submitted-run.js';
import { getRunProgress } from './get-run-progress.js';
import type { RunProgress } from './run-progress.js';

/** How to follow a run. */
export interface FollowOptions {
  /** Seconds between two looks, above 0. @defaultValue 5 */
  readonly intervalSeconds?: number;
  /** Ends the following; the run itself goes on. */
  readonly signal?: AbortSignal;
}

/**
 * Looks at a run again and again until it ends. The last value carries the outcome.
 *
 * @param client - The caller's `BatchClient`.
 * @param run - From `FanoutSubmitter.submit`.
 * @throws Whatever the client throws, and the signal's reason when it aborts.
 * @example
 * ```ts
 * for await (const { chunks, outcome } of followRun(client, run)) {
 *   console.log(`${chunks.succeeded} of ${chunks.total} chunks`, outcome ?? '');
 * }
 * ```
 */
export async function* followRun(
  client: BatchSender,
  run: RunJobs,
  options: FollowOptions = {},
): AsyncGenerator<RunProgress, void, undefined> {
  const { intervalSeconds = 5, signal } = options;
  const abortable = signal === undefined ? {} : { signal };
  for (;;) {
    signal?.throwIfAborted();
    const progress = await getRunProgress(client, run, abortable);
    yield progress;
    if (progress.outcome !== undefined) return;
    await sleep(intervalSeconds * 1000, undefined, abortable);
  }
}
