import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';

interface S3Error extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** Whether there is no such object or upload. A bucket that is not there is another matter. */
export function isAbsent(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound', 'NoSuchUpload'].includes(nameOf(error));
}

/** Whether an object of that name was there first. */
export function isConditionFailed(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Whether somebody writes the same object at this moment, so that nobody knows yet who was first. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409;
}

/** One readable line for what S3 or the way there refused. */
export function explainS3Error(error: unknown, action: string, uri: string): WorkerError {
  const { message, $metadata } = error as S3Error;
  if (message === 'Region is missing') {
    return new WorkerError(ExitCode.wrongSettings, `cannot ${action} ${uri}: AWS_REGION is not set; set it`, {
      cause: error,
    });
  }
  const advice = BLOCKED[nameOf(error)] ?? BLOCKED[String(statusOf(error))];
  const request = $metadata?.requestId === undefined ? '' : ` [request ${$metadata.requestId}]`;
  const exitCode = advice === undefined ? ExitCode.temporary : ExitCode.wrongData;
  const what = [nameOf(error), message].filter((text) => text && text !== 'Error').join(': ');
  return new WorkerError(
    exitCode,
    `cannot ${action} ${uri}: ${what}${request}; ${advice ?? PASSING[nameOf(error)] ?? 'try again'}`,
    { cause: error },
  );
}

/** What no second attempt cures, and what does. */
const BLOCKED: Readonly<Record<string, string>> = {
  NoSuchBucket: 'create the bucket, or correct the URI',
  InvalidBucketName: 'correct the URI',
  PermanentRedirect: 'the bucket is in another region; correct AWS_REGION',
  AuthorizationHeaderMalformed: 'the bucket is in another region; correct AWS_REGION',
  301: 'the bucket is in another region; correct AWS_REGION',
  403: 'allow it to the job role',
};

/** What another attempt may cure, and what else does. */
const PASSING: Readonly<Record<string, string>> = {
  // Of many jobs at once some are told nothing.
  CredentialsProviderError: 'give the job a role, or try again',
};

function nameOf(error: unknown): string {
  return (error as S3Error | undefined)?.name ?? '';
}

function statusOf(error: unknown): number | undefined {
  return (error as S3Error | undefined)?.$metadata?.httpStatusCode;
}
