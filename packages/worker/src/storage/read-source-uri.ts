import { fileURLToPath } from 'node:url';
import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';
import { bucketParts } from './bucket-parts.js';

/** Where something lies that a job fetches. */
export type SourcePlace =
  /** A file or folder of this machine. */
  | { readonly path: string; readonly folder?: undefined }
  /** An object by its key in a folder of a bucket; without a key all of that folder. */
  | { readonly folder: string; readonly key: string | undefined };

/**
 * Reads the URI of something that a job fetches. Pure: whether it is there is not looked at.
 *
 * @param variable - What named it, for messages.
 * @param uri - `file:///PATH` or `s3://BUCKET/KEY`; a folder on S3 ends with a slash.
 * @throws WorkerError with exit code 64 if it is neither.
 */
export function readSourceUri(variable: string, uri: string): SourcePlace {
  const refuse = (allowed: string, cause?: unknown): never => {
    const message = `${variable}='${uri}' is not ${allowed}; correct it`;
    throw new WorkerError(ExitCode.wrongSettings, message, { cause });
  };
  if (uri.startsWith('s3:')) {
    const parts = bucketParts(uri.replace(/\/+$/, ''));
    if (parts === undefined) return refuse('s3://BUCKET/KEY without empty parts, . and ..');
    const key = uri.endsWith('/') ? undefined : parts.at(-1);
    const folder = key === undefined ? parts : parts.slice(0, -1);
    return folder.length === 0 ? refuse('s3://BUCKET/KEY') : { folder: `s3://${folder.join('/')}`, key };
  }
  if (uri.includes('%00')) return refuse('file:///PATH without a NUL character');
  try {
    return { path: fileURLToPath(uri) };
  } catch (cause) {
    return refuse('file:///PATH or s3://BUCKET/KEY', cause);
  }
}
