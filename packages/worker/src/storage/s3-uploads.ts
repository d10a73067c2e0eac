import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { isAbsent } from './s3-error.js';
import type { S3Place } from './s3-place.js';

/** A thousand uploads a page; each page is gone before the next is asked for. */
const MOST_PAGES = 100;

/** Removes the parts of uploads that were cut off. */
export async function removeUploads(place: S3Place): Promise<void> {
  const { bucket: Bucket, prefix: Prefix, client } = place;
  await place.write({ action: 'remove the unfinished uploads of' }, async (abortSignal) => {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const { Uploads = [], IsTruncated } = await client.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix }),
        { abortSignal },
      );
      for (const { Key, UploadId } of Uploads) {
        const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
        await client.send(command, { abortSignal }).catch((error: unknown) => {
          if (!isAbsent(error)) throw error;
        });
      }
      if (!IsTruncated) return;
    }
  });
}
