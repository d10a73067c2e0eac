import { fileURLToPath } from 'node:url';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { bucketParts } from './bucket-parts.js';
import { FileStorage } from './file-storage.js';
import type { Storage } from './storage.js';

/** A URI's `..`, in each way of writing it. */
const LEADS_UP = /^(\.|%2e){2}$/i;

/**
 * Opens a run's folder below `OUTPUT_URI`.
 *
 * @param signal - Ends what is being read; what is being written is finished, on S3 for twenty seconds at most.
 * @throws WorkerError with exit code 64 if it names no folder.
 */
export function openStorage(
  job: { readonly outputUri: string; readonly runId: string },
  signal: AbortSignal,
): Promise<Storage> {
  return openFolder('OUTPUT_URI', `${job.outputUri.replace(/\/+$/, '')}/${job.runId}`, signal);
}

/**
 * Opens a folder by its URI, `file:///…` or `s3://bucket/prefix`.
 *
 * @param variable - What named it, for messages.
 * @param signal - Ends what is being read.
 * @throws WorkerError with exit code 64 if it names no folder.
 */
export async function openFolder(variable: string, uri: string, signal: AbortSignal): Promise<Storage> {
  if (uri.startsWith('s3://')) {
    const place = bucketParts(uri);
    if (place === undefined)
      throw wrongUri(variable, uri, 's3://BUCKET/PREFIX without empty parts, . and ..');
    const [bucket, ...parts] = place;
    // Loading S3's client takes a worker longer than all the rest.
    const { openS3Storage } = await import('./s3-storage.js');
    return openS3Storage(bucket, parts.join('/'), signal);
  }
  if (uri.split('/').some((part) => LEADS_UP.test(part))) {
    throw wrongUri(variable, uri, 'file:///FOLDER without ..');
  }
  if (uri.includes('%00')) throw wrongUri(variable, uri, 'file:///FOLDER without a NUL character');
  try {
    return new FileStorage(fileURLToPath(uri));
  } catch (cause) {
    throw wrongUri(variable, uri, 'file:///FOLDER or s3://BUCKET/PREFIX', cause);
  }
}

function wrongUri(variable: string, uri: string, allowed: string, cause?: unknown): WorkerError {
  const message = `${variable} leads to '${uri}', which is not ${allowed}; correct it`;
  return new WorkerError(ExitCode.wrongSettings, message, { cause });
}
