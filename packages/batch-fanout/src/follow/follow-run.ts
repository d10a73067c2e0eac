import { FanoutError } from '../errors.js';
import { assertAbove0 } from '../plan/assert-option.js';
import { failureOf } from '../submit/aws-answer.js';
import { backoffMs } from '../submit/backoff.js';
import type { BatchSender } from '../submit/batch-sender.js';
import { type Clock, systemClock } from '../submit/clock.js';
import type { RunJobs } from '../submit/submitted-run.js';
import { explainWaiting } from './explain-waiting.js';
import { getRunProgress } from './get-run-progress.js';
import type { FollowedProgress, RunProgress } from './run-progress.js';

/** How to follow a run. */
export interface FollowOptions {
  /** Seconds between two looks while something changes, above 0. @defaultValue 5 */
  readonly intervalSeconds?: number | undefined;
  /** Seconds between two looks at most, while nothing changes or AWS Batch throttles. @defaultValue 60, or the interval */
  readonly longestIntervalSeconds?: number | undefined;
  /** Ends the following; the run itself goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Time and chance. @defaultValue the machine's */
  readonly clock?: Clock | undefined;
}

/** A run that waits so long is worth a question. */
const EXPLAIN_AFTER_MS = 60_000;
const SLOWER = 1.5;

/**
 * Looks at a run again and again until it ends: one call a look, as long as nothing fails. Looks become rarer while nothing
 * changes; throttles and lost answers slow them down and never end them. The last value carries the outcome.
 *
 * @param client - The caller's `BatchClient`.
 * @param run - From `FanoutSubmitter.submit`, `repairRun` or `findRun`.
 * @throws {@link FanoutError} `FOLLOW_FAILED` if AWS Batch refuses to be asked, `INVALID_OPTION` if an interval is not above 0; the signal's reason when it aborts.
 * @example
 * ```ts
 * for await (const { chunks, secondsLeft, outcome } of followRun(client, run)) {
 *   console.log(`${chunks.succeeded} of ${chunks.total} chunks`, outcome ?? `${secondsLeft} s left`);
 * }
 * ```
 */
export async function* followRun(
  client: BatchSender,
  run: RunJobs,
  options: FollowOptions = {},
): AsyncGenerator<FollowedProgress, void, undefined> {
  const { intervalSeconds = 5, signal, clock = systemClock } = options;
  const { longestIntervalSeconds = Math.max(60, intervalSeconds) } = options;
  assertAbove0('intervalSeconds', intervalSeconds);
  assertAbove0('longestIntervalSeconds', longestIntervalSeconds);
  const pace = new Pace(clock);
  let wait = intervalSeconds * 1000;
  let last = '';
  for (let failures = 0; ; ) {
    signal?.throwIfAborted();
    try {
      const progress = await getRunProgress(client, run, signal === undefined ? {} : { signal });
      const because = pace.isStuck(progress)
        ? { waitingBecause: await explainWaiting(client, run, { signal }) }
        : {};
      failures = 0;
      yield { ...progress, ...pace.of(progress), ...because };
      if (progress.outcome !== undefined) return;
      const state = JSON.stringify([progress.chunks, progress.compileJob]);
      wait = state === last ? Math.min(longestIntervalSeconds * 1000, wait * SLOWER) : intervalSeconds * 1000;
      last = state;
    } catch (cause) {
      const isAsking = cause instanceof FanoutError && cause.code === 'FOLLOW_FAILED';
      signal?.throwIfAborted();
      if (!isAsking || failureOf(cause.cause) === 'refused') throw cause;
      failures += 1;
    }
    await clock.sleep(wait + backoffMs(failures, clock.random()) * Math.sign(failures), signal);
  }
}

/** How fast a run goes, by what it had done when following began. */
class Pace {
  readonly #clock: Clock;
  #began: { at: number; done: number } | undefined;
  #ranAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#ranAt = clock.now();
  }

  of({ frames, outcome }: RunProgress): Pick<FollowedProgress, 'framesPerSecond' | 'secondsLeft'> {
    const at = this.#clock.now();
    this.#began ??= { at, done: frames.done };
    const done = frames.done - this.#began.done;
    if (done <= 0 || at <= this.#began.at) return {};
    const framesPerSecond = (done * 1000) / (at - this.#began.at);
    if (outcome !== undefined) return { framesPerSecond };
    return { framesPerSecond, secondsLeft: (frames.total - frames.done) / framesPerSecond };
  }

  /** Whether jobs wait and none has run for a minute; true once a minute. */
  isStuck({ chunks, compileJob, outcome }: RunProgress): boolean {
    const isRunning =
      chunks.running > 0 || compileJob?.status === 'RUNNING' || compileJob?.status === 'STARTING';
    const at = this.#clock.now();
    if (isRunning || outcome !== undefined || at - this.#ranAt >= EXPLAIN_AFTER_MS) {
      const isStuck = !isRunning && outcome === undefined;
      this.#ranAt = at;
      return isStuck;
    }
    return false;
  }
}
