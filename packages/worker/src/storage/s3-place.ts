import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { explainS3Error } from './s3-error.js';

/**
 * How often it is asked again after the SDK's own attempts, which take half a minute: a frame may have taken hours, and a
 * bucket minutes until it bears more requests.
 */
const MOST_ROUNDS = 6;
const PAUSE_MS = 10_000;
/**
 * What is left for writing once the job is asked to stop: AWS Batch kills it after 30 seconds, where its host says no other.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
const LAST_WRITES_MS = 20_000;
const LAST_PAUSE_MS = 1_000;

/** A prefix of a bucket and the client that reaches it, for those who ask it for something. */
export class S3Place {
  readonly client: S3Client;
  readonly bucket: string;
  /** What its keys begin with: empty, or with a slash at its end. */
  readonly prefix: string;
  readonly uri: string;
  /** Ends what is being read; writes have twenty seconds more. */
  readonly signal: AbortSignal;
  readonly #pauseMs: number;
  /** Ends the last writes. */
  readonly #end = new AbortController();
  #hasAnswered = false;

  /**
   * @param prefix - Without the slash at its end; may be empty.
   * @param times - In milliseconds.
   */
  constructor(
    bucket: string,
    prefix: string,
    signal: AbortSignal,
    { pauseMs = PAUSE_MS, lastWritesMs = LAST_WRITES_MS }: S3Times = {},
  ) {
    this.bucket = bucket;
    this.prefix = prefix === '' ? '' : `${prefix}/`;
    this.uri = `s3://${[bucket, prefix].filter(Boolean).join('/')}`;
    this.signal = signal;
    this.#pauseMs = pauseMs;
    const endLater = () => setTimeout(() => this.#end.abort(), lastWritesMs).unref();
    if (signal.aborted) endLater();
    // Each request that is under way listens to them.
    setMaxListeners(0, signal, this.#end.signal);
    signal.addEventListener('abort', endLater, { once: true });
    this.client = new S3Client({
      // Servers of one's own seldom have a host name for each bucket.
      forcePathStyle: hasOwnEndpoint(process.env),
      maxAttempts: 8,
      requestHandler: {
        connectionTimeout: 5_000,
        requestTimeout: 120_000,
        throwOnRequestTimeout: true,
        // The request's time ends with the answer's head; a body that stands still is noticed by this.
        socketTimeout: 60_000,
      },
    });
  }

  /** The bucket and the whole key of an object. */
  at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: `${this.prefix}${key}` };
  }

  /** An object's URI; without a key that of the place. */
  uriOf(key: string | undefined): string {
    return key === undefined ? this.uri : `${this.uri}/${key}`;
  }

  /**
   * Reads something. A place that has answered before is asked for minutes.
   *
   * @param what - What is done, and to which object, for messages.
   * @throws The signal's reason once it aborts; else a WorkerError.
   */
  async read<T>(what: S3Action, ask: () => Promise<T>): Promise<T> {
    try {
      return await this.#insist(what, ask, this.signal);
    } catch (error) {
      this.signal.throwIfAborted();
      throw error;
    }
  }

  /**
   * Writes something, for minutes as long as nobody asks the job to stop, and then for twenty seconds.
   *
   * @param what - What is done, and to which object, for messages.
   * @param ask - Its signal ends the writing.
   * @throws WorkerError if it is refused, or not done in time.
   */
  async write<T>(what: S3Action, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#end;
    let refusal: WorkerError | undefined;
    let end: () => void = () => undefined;
    // The SDK may be waiting for its next attempt.
    const ended = new Promise<never>((_, reject) => {
      end = () => reject(this.#tooLong(what, refusal));
    });
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    const onRefusal = (error: WorkerError) => {
      refusal = error;
    };
    try {
      return await Promise.race([ended, this.#insist(what, () => ask(signal), signal, onRefusal)]);
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  #tooLong({ action, key }: S3Action, refusal: WorkerError | undefined): WorkerError {
    return new WorkerError(
      ExitCode.temporary,
      refusal === undefined
        ? `cannot ${action} ${this.uriOf(key)}: it takes longer than a job has that is asked to stop; try again`
        : `${refusal.message}, since a job that is asked to stop cannot wait for longer`,
    );
  }

  /** @param end - Ends it, at the latest with the round that is under way. */
  async #insist<T>(
    { action, key }: S3Action,
    ask: () => Promise<T>,
    end: AbortSignal,
    onRefusal?: (error: WorkerError) => void,
  ): Promise<T> {
    for (let round = 1; ; round += 1) {
      try {
        const answer = await ask();
        this.#hasAnswered = true;
        return answer;
      } catch (cause) {
        const error: WorkerError = explainS3Error(cause, action, this.uriOf(key));
        const isTemporary = error.exitCode === ExitCode.temporary;
        const isLast = this.signal.aborted ? end.aborted : round >= MOST_ROUNDS;
        if (!isTemporary || !this.#hasAnswered || isLast) throw error;
        onRefusal?.(error);
        await this.#pause(end);
      }
    }
  }

  /** Waits before another round; shortly once the job is asked to stop, which also ends a long wait. */
  async #pause(end: AbortSignal): Promise<void> {
    const [longest, signal] = this.signal.aborted
      ? [Math.min(this.#pauseMs, LAST_PAUSE_MS), end]
      : [this.#pauseMs, this.signal];
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

/** How long a place is waited for. */
interface S3Times {
  /** Between two rounds of attempts, at most. @defaultValue 10,000 */
  readonly pauseMs?: number;
  /** For writing, once the job is asked to stop. @defaultValue 20,000 */
  readonly lastWritesMs?: number;
}

/** Something that is done with a place. */
export interface S3Action {
  /** Such as `write`, as it stands between `cannot` and a URI. */
  readonly action: string;
  /** Of the object; undefined where it is the place itself. */
  readonly key?: string;
}

function hasOwnEndpoint({ AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 }: NodeJS.ProcessEnv): boolean {
  return AWS_ENDPOINT_URL !== undefined || AWS_ENDPOINT_URL_S3 !== undefined;
}
