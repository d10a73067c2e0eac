import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { contentTypeOf } from './content-type.js';
import { explainS3Error, isAbsent, isConditionFailed, isConflict } from './s3-error.js';
import { findExistingKeys, listKeys } from './s3-listing.js';
import { S3Place } from './s3-place.js';
import { removeUploads } from './s3-uploads.js';
import type { Storage } from './storage.js';

/** Multipart uploads have 10,000 parts at most. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;
const PART_BYTES = 8 * 2 ** 20;
/** Most keys of one DeleteObjects. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MOST_DELETED = 1_000;
/** How often an answer whose body breaks off, or does not fit its checksum, is asked for again: the SDK does not. */
const MOST_CUTS = 5;
/** How often a write is tried again that met another one at the same moment. */
const MOST_CONFLICTS = 20;
const CONFLICT_PAUSE_MS = 50;

/**
 * Opens a prefix of a bucket.
 *
 * @param prefix - Without the slash at its end; may be empty.
 * @param signal - Ends what is being read; writes have twenty seconds more.
 */
export function openS3Storage(bucket: string, prefix: string, signal: AbortSignal): Storage {
  return new S3Storage(new S3Place(bucket, prefix, signal));
}

/** Keeps a run below a prefix of an S3 bucket, or of whatever speaks S3's API at `AWS_ENDPOINT_URL_S3`. */
export class S3Storage implements Storage {
  readonly uri: string;
  readonly #place: S3Place;

  constructor(place: S3Place) {
    this.#place = place;
    this.uri = place.uri;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.#readBody(key, ({ Body: body }) => body?.transformToByteArray());
  }

  async getFile(key: string, path: string): Promise<string | undefined> {
    return this.#readBody(key, async ({ Body: body, ETag = '' }) => {
      await pipeline(body as Readable, createWriteStream(path), { signal: this.#place.signal });
      return ETag;
    });
  }

  async put(key: string, data: Uint8Array | string): Promise<void> {
    const command = new PutObjectCommand({ ...this.#place.at(key), ...contentTypeOf(key), Body: data });
    await this.#place.write({ action: 'write', key }, (abortSignal) =>
      this.#place.client.send(command, { abortSignal }),
    );
  }

  async putFile(key: string, path: string): Promise<void> {
    const { client } = this.#place;
    const { size } = await stat(path);
    const partSize = Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS));
    await this.#place.write({ action: 'write', key }, async (signal) => {
      const params = { ...this.#place.at(key), ...contentTypeOf(key), Body: createReadStream(path) };
      const upload = new Upload({ client, params, partSize });
      const abort = () => void upload.abort();
      signal.addEventListener('abort', abort, { once: true });
      try {
        await upload.done();
      } finally {
        signal.removeEventListener('abort', abort);
      }
    });
    await rm(path);
  }

  async create(key: string, data: string): Promise<boolean> {
    const { client } = this.#place;
    const object = { ...this.#place.at(key), ...contentTypeOf(key), Body: data };
    const command = new PutObjectCommand({ ...object, IfNoneMatch: '*' });
    return this.#place.write({ action: 'write', key }, async (abortSignal) => {
      for (let conflicts = 0; ; conflicts += 1) {
        try {
          await client.send(command, { abortSignal });
          return true;
        } catch (error) {
          if (isConditionFailed(error)) return false;
          if (!isConflict(error) || conflicts === MOST_CONFLICTS) throw error;
          // Somebody writes the same at this moment, and may fail.
          await sleep(CONFLICT_PAUSE_MS * (conflicts + 1));
        }
      }
    });
  }

  findExisting(keys: readonly string[]): Promise<Set<string>> {
    return findExistingKeys(this.#place, keys);
  }

  list(prefix: string): Promise<string[]> {
    return listKeys(this.#place, prefix);
  }

  async remove(keys: readonly string[]): Promise<void> {
    const { client, bucket } = this.#place;
    for (let first = 0; first < keys.length; first += MOST_DELETED) {
      const Objects = keys
        .slice(first, first + MOST_DELETED)
        .map((key) => ({ Key: this.#place.at(key).Key }));
      const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
      await this.#place.write({ action: 'remove objects of' }, async (abortSignal) => {
        const { Errors = [] } = await client.send(command, { abortSignal });
        if (Errors.length > 0) throw new Error(`${Errors[0]?.Key}: ${Errors[0]?.Message}`);
      });
    }
  }

  removeUnfinished(): Promise<void> {
    return removeUploads(this.#place);
  }

  /** Opens an object and reads its body, several times where that breaks off; undefined where there is no such object. */
  async #readBody<T>(
    key: string,
    read: (object: GetObjectCommandOutput) => Promise<T | undefined> | undefined,
  ): Promise<T | undefined> {
    for (let cuts = 0; ; cuts += 1) {
      const object = await this.#open(key);
      try {
        return object && (await read(object));
      } catch (error) {
        this.#place.signal.throwIfAborted();
        if (cuts === MOST_CUTS) throw explainS3Error(error, 'read', this.#place.uriOf(key));
      }
    }
  }

  #open(key: string): Promise<GetObjectCommandOutput | undefined> {
    const { client, signal } = this.#place;
    return this.#place.read({ action: 'read', key }, () =>
      client
        .send(new GetObjectCommand(this.#place.at(key)), { abortSignal: signal })
        .catch((error: unknown) => {
          if (isAbsent(error)) return undefined;
          throw error;
        }),
    );
  }
}
