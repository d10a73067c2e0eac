import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { explainS3Error, isAbsent, isConditionFailed, isConflict } from './s3-error.js';
import type { Storage } from './storage.js';

/** Multipart uploads have 10,000 parts at most. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;
const PART_BYTES = 8 * 2 ** 20;
/** Most keys of one DeleteObjects. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MOST_DELETED = 1_000;
/** A thousand uploads a page; each page is gone before the next is asked for. */
const MOST_UPLOAD_PAGES = 100;
/** How often an answer whose body breaks off, or does not fit its checksum, is asked for again: the SDK does not. */
const MOST_CUTS = 5;
/** How often a write is tried again that met another one at the same moment. */
const MOST_CONFLICTS = 20;
const CONFLICT_PAUSE_MS = 50;

/** Keeps a run below a prefix of an S3 bucket, or of whatever speaks S3's API at `AWS_ENDPOINT_URL_S3`. */
export class S3Storage implements Storage {
  readonly uri: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #signal: AbortSignal;

  /**
   * @param prefix - What the run's keys begin with, without the slash at its end; may be empty.
   * @param signal - Ends what is being read; writes are finished.
   */
  constructor(bucket: string, prefix: string, signal: AbortSignal) {
    this.#signal = signal;
    this.uri = `s3://${[bucket, prefix].filter(Boolean).join('/')}`;
    this.#bucket = bucket;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    this.#client = new S3Client({
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

  async get(key: string): Promise<Uint8Array | undefined> {
    for (let cuts = 0; ; cuts += 1) {
      const object = await this.#open(key);
      try {
        return await object?.Body?.transformToByteArray();
      } catch (error) {
        this.#signal.throwIfAborted();
        if (cuts === MOST_CUTS) throw explainS3Error(error, 'read', this.#uriOf(key));
      }
    }
  }

  async getFile(key: string, path: string): Promise<string | undefined> {
    for (let cuts = 0; ; cuts += 1) {
      const { Body: body, ETag = '' } = (await this.#open(key)) ?? {};
      if (body === undefined) return undefined;
      try {
        await pipeline(body as Readable, createWriteStream(path), { signal: this.#signal });
        return ETag;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (cuts === MOST_CUTS) throw explainS3Error(error, 'read', this.#uriOf(key));
      }
    }
  }

  async put(key: string, data: Uint8Array | string): Promise<void> {
    await this.#write(key, () =>
      this.#client.send(new PutObjectCommand({ ...this.#at(key), ...typeOf(key), Body: data })),
    );
  }

  async putFile(key: string, path: string): Promise<void> {
    await this.#write(key, async () => {
      const { size } = await stat(path);
      const params = { ...this.#at(key), ...typeOf(key), Body: createReadStream(path) };
      const partSize = Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS));
      await new Upload({ client: this.#client, params, partSize }).done();
    });
    await rm(path);
  }

  async create(key: string, data: string): Promise<boolean> {
    const command = new PutObjectCommand({ ...this.#at(key), ...typeOf(key), Body: data, IfNoneMatch: '*' });
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        await this.#client.send(command);
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        if (!isConflict(error) || conflicts === MOST_CONFLICTS) {
          throw explainS3Error(error, 'write', this.#uriOf(key));
        }
        // Somebody writes the same at this moment, and may fail.
        await sleep(CONFLICT_PAUSE_MS * (conflicts + 1));
      }
    }
  }

  /** Lists from the first key on, and leaps over what nobody asked for: seldom more than one call. */
  async findExisting(keys: readonly string[]): Promise<Set<string>> {
    const wanted = [...new Set(keys)].sort(byCodeUnits);
    const found = new Set<string>();
    // What a list starts after is not in it; a key without its last letter sorts right before it.
    let after = wanted[0]?.slice(0, -1);
    while (after !== undefined) {
      const { listed, isLast } = await this.#list({ after });
      for (const key of listed) found.add(key);
      const last = listed.at(-1);
      const next = isLast || last === undefined ? undefined : wanted.find((key) => key > last);
      after = next && (next.slice(0, -1) > (last as string) ? next.slice(0, -1) : last);
    }
    return new Set(wanted.filter((key) => found.has(key)));
  }

  async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for (let isLast = false; !isLast; ) {
      const page = await this.#list({ prefix, after: keys.at(-1) });
      keys.push(...page.listed);
      isLast = page.isLast || page.listed.length === 0;
    }
    return keys;
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let first = 0; first < keys.length; first += MOST_DELETED) {
      const Objects = keys
        .slice(first, first + MOST_DELETED)
        .map((key) => ({ Key: `${this.#prefix}${key}` }));
      const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } });
      try {
        const { Errors = [] } = await this.#client.send(command);
        if (Errors.length > 0) throw new Error(`${Errors[0]?.Key}: ${Errors[0]?.Message}`);
      } catch (error) {
        throw explainS3Error(error, 'remove objects of', this.uri);
      }
    }
  }

  async removeUnfinished(): Promise<void> {
    try {
      for (let pages = 0; pages < MOST_UPLOAD_PAGES; pages += 1) {
        const { Uploads = [], IsTruncated } = await this.#client.send(
          new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: this.#prefix }),
        );
        for (const { Key, UploadId } of Uploads) {
          const command = new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId });
          await this.#client.send(command).catch((error: unknown) => {
            if (!isAbsent(error)) throw error;
          });
        }
        if (!IsTruncated) return;
      }
    } catch (error) {
      throw explainS3Error(error, 'remove the unfinished uploads of', this.uri);
    }
  }

  async #open(key: string): Promise<GetObjectCommandOutput | undefined> {
    try {
      return await this.#client.send(new GetObjectCommand(this.#at(key)), { abortSignal: this.#signal });
    } catch (error) {
      this.#signal.throwIfAborted();
      if (isAbsent(error)) return undefined;
      throw explainS3Error(error, 'read', this.#uriOf(key));
    }
  }

  async #list({ prefix = '', after }: { prefix?: string; after: string | undefined }): Promise<{
    listed: string[];
    isLast: boolean;
  }> {
    try {
      const { Contents = [], IsTruncated = false } = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: `${this.#prefix}${prefix}`,
          StartAfter: after === undefined ? undefined : `${this.#prefix}${after}`,
        }),
        { abortSignal: this.#signal },
      );
      const listed = Contents.flatMap(({ Key }) => Key?.slice(this.#prefix.length) ?? []);
      return { listed, isLast: !IsTruncated };
    } catch (error) {
      this.#signal.throwIfAborted();
      throw explainS3Error(error, 'list', this.uri);
    }
  }

  async #write(key: string, write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw explainS3Error(error, 'write', this.#uriOf(key));
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${key}` };
  }

  #uriOf(key: string): string {
    return `${this.uri}/${key}`;
  }
}

function hasOwnEndpoint({ AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 }: NodeJS.ProcessEnv): boolean {
  return AWS_ENDPOINT_URL !== undefined || AWS_ENDPOINT_URL_S3 !== undefined;
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** So that a browser shows what it is. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  json: 'application/json',
  mp4: 'video/mp4',
  png: 'image/png',
};

function typeOf(key: string): { ContentType?: string } {
  const type = CONTENT_TYPES[key.slice(key.lastIndexOf('.') + 1)];
  return type === undefined ? {} : { ContentType: type };
}
