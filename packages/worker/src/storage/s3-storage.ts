import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { explainS3Error, isAbsent, isConditionFailed } from './s3-error.js';
import type { Storage } from './storage.js';

/** Multipart uploads have 10,000 parts at most. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;
const PART_BYTES = 8 * 2 ** 20;
/** How often an answer whose body breaks off, or does not fit its checksum, is asked for again: the SDK does not. */
const MOST_CUTS = 5;

/** Keeps a run below a prefix of an S3 bucket, or of whatever speaks S3's API at `AWS_ENDPOINT_URL_S3`. */
export class S3Storage implements Storage {
  readonly uri: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  /** @param prefix - What the run's keys begin with, without the slash at its end; may be empty. */
  constructor(bucket: string, prefix: string) {
    this.uri = `s3://${[bucket, prefix].filter(Boolean).join('/')}`;
    this.#bucket = bucket;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    this.#client = new S3Client({
      // Servers of one's own seldom have a host name for each bucket.
      forcePathStyle: hasOwnEndpoint(process.env),
      maxAttempts: 8,
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 120_000, throwOnRequestTimeout: true },
    });
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    for (let cuts = 0; ; cuts += 1) {
      const body = await this.#open(key);
      try {
        return await body?.transformToByteArray();
      } catch (error) {
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
    try {
      await this.#client.send(command);
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw explainS3Error(error, 'write', this.#uriOf(key));
    }
  }

  /** Lists from the first key on, and leaps over what nobody asked for: never more calls than keys, seldom more than one. */
  async findExisting(keys: readonly string[]): Promise<Set<string>> {
    const wanted = [...new Set(keys)].sort(byCodeUnits);
    const found = new Set<string>();
    let next = wanted[0];
    for (let pages = 0; next !== undefined && pages < wanted.length; pages += 1) {
      // What a list starts after is not in it; a key without its last letter sorts right before it.
      const { listed, isLast } = await this.#list(next.slice(0, -1));
      for (const key of listed) found.add(key);
      const last = listed.at(-1);
      next = isLast || last === undefined ? undefined : wanted.find((key) => key > last);
    }
    return new Set(wanted.filter((key) => found.has(key)));
  }

  async removeUnfinished(): Promise<void> {
    try {
      const { Uploads = [] } = await this.#client.send(
        new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: this.#prefix }),
      );
      for (const { Key, UploadId } of Uploads) {
        await this.#client.send(new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId }));
      }
    } catch (error) {
      throw explainS3Error(error, 'remove the unfinished uploads of', this.uri);
    }
  }

  async #open(key: string): Promise<GetObjectCommandOutput['Body']> {
    try {
      return (await this.#client.send(new GetObjectCommand(this.#at(key)))).Body;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw explainS3Error(error, 'read', this.#uriOf(key));
    }
  }

  async #list(after: string): Promise<{ listed: string[]; isLast: boolean }> {
    try {
      const { Contents = [], IsTruncated = false } = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: this.#prefix,
          StartAfter: `${this.#prefix}${after}`,
        }),
      );
      const listed = Contents.flatMap(({ Key }) => Key?.slice(this.#prefix.length) ?? []);
      return { listed, isLast: !IsTruncated };
    } catch (error) {
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
