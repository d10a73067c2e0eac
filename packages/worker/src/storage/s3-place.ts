import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { ExitCode } from '../exit-code.js';
import type { WorkerError } from '../worker-error.js';
import { explainS3Error } from './s3-error.js';

/**
 * How often it is asked again after the SDK's own attempts, which take half a minute: a frame may have taken hours, and a
 * bucket minutes until it bears more requests.
 */
const MOST_ROUNDS = 6;
const PAUSE_MS = 10_000;

/** A prefix of a bucket and the client that reaches it, for those who ask it for something. */
export class S3Place {
  readonly client: S3Client;
  readonly bucket: string;
  /** What its keys begin with: empty, or with a slash at its end. */
  readonly prefix: string;
  readonly uri: string;
  /** Ends what is being read; writes are finished. */
  readonly signal: AbortSignal;
  readonly #pauseMs: number;
  #hasAnswered = false;

  /**
   * @param prefix - Without the slash at its end; may be empty.
   * @param pauseMs - Between two rounds of attempts, at most. @defaultValue 10,000
   */
  constructor(bucket: string, prefix: string, signal: AbortSignal, pauseMs: number = PAUSE_MS) {
    this.bucket = bucket;
    this.prefix = prefix === '' ? '' : `${prefix}/`;
    this.uri = `s3://${[bucket, prefix].filter(Boolean).join('/')}`;
    this.signal = signal;
    this.#pauseMs = pauseMs;
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
      return await this.#insist(what, ask);
    } catch (error) {
      this.signal.throwIfAborted();
      throw error;
    }
  }

  /**
   * Writes something, for minutes as long as nobody asks the job to stop.
   *
   * @param what - What is done, and to which object, for messages.
   * @throws WorkerError if it is refused.
   */
  write<T>(what: S3Action, ask: () => Promise<T>): Promise<T> {
    return this.#insist(what, ask);
  }

  async #insist<T>({ action, key }: S3Action, ask: () => Promise<T>): Promise<T> {
    for (let round = 1; ; round += 1) {
      try {
        const answer = await ask();
        this.#hasAnswered = true;
        return answer;
      } catch (cause) {
        const error: WorkerError = explainS3Error(cause, action, this.uriOf(key));
        const isTemporary = error.exitCode === ExitCode.temporary;
        if (!isTemporary || !this.#hasAnswered || this.signal.aborted || round === MOST_ROUNDS) throw error;
        // Stopping ends the wait; there is one more round for what has to be written.
        await sleep(this.#pauseMs * (0.5 + Math.random() / 2), undefined, { signal: this.signal }).catch(
          () => undefined,
        );
      }
    }
  }
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
